import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/// Fills a topic with events as a product of others sends them, in JSON of about 400 bytes, and
/// checks what a bridge made of them: each event once, on the partition of its user.
///
/// `java -cp LIB/* BridgeLoad.java send KAFKA TOPIC EVENTS RATE`: makes the topic with 6 partitions;
/// records have no key; rate 0 is as fast as it goes.
/// `java -cp LIB/* BridgeLoad.java check KAFKA TOPIC EVENTS`: exits with 1 if any is missing, there
/// twice, or elsewhere.
public final class BridgeLoad {
  private static final int PARTITIONS = 6;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern ID = Pattern.compile("\"eventId\":\"m-(\\d+)\"");
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int MAX_EMPTY_POLLS = 20;

  private BridgeLoad() {}

  public static void main(String[] arguments) throws Exception {
    String kafka = arguments[1];
    String topic = arguments[2];
    int events = Integer.parseInt(arguments[3]);
    switch (arguments[0]) {
      case "send" -> send(kafka, topic, events, Long.parseLong(arguments[4]));
      case "check" -> System.exit(check(kafka, topic, events) ? 0 : 1);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void send(String kafka, String topic, int events, long rate) throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka, "linger.ms", 20, "batch.size", 128 * 1024);
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka));
        var producer =
            new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())))
          .all()
          .get();
      long begin = System.nanoTime();
      for (int i = 0; i < events; i++) {
        producer.send(new ProducerRecord<>(topic, null, event(i)));
        while (rate > 0 && i >= (System.nanoTime() - begin) / 1e9 * rate) {
          Thread.sleep(1);
        }
      }
    }
    System.out.println("sent " + events);
  }

  /// Users and items are spread over 50,000 and 20,000 by the golden ratio.
  private static byte[] event(int number) {
    long mixed = number * 0x9e3779b97f4a7c15L >>> 1;
    return """
        {"messageId":"m-%d","type":"track","event":"%s","userId":"user-%d","anonymousId":"a-%d",\
        "timestamp":"%s","context":{"ip":"203.0.113.7","locale":"de-DE","page":{"path":"/p/%d",\
        "referrer":"https://example.org/","title":"A product"},"userAgent":"Mozilla/5.0"},\
        "properties":{"product_id":"item-%d","name":"A product","price":%d.95,"currency":"EUR",\
        "quantity":1}}"""
        .formatted(
            number,
            number % 10 == 0 ? "Order Completed" : "Product Viewed",
            mixed % 50_000,
            mixed % 70_000,
            START.plusMillis(number),
            mixed % 20_000,
            mixed % 20_000,
            mixed % 100)
        .getBytes(UTF_8);
  }

  private static boolean check(String kafka, String topic, int events) {
    var seen = new BitSet(events);
    long doubled = 0;
    long elsewhere = 0;
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed");
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      List<TopicPartition> all = new ArrayList<>();
      for (PartitionInfo each : consumer.partitionsFor(topic)) {
        all.add(new TopicPartition(topic, each.partition()));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      for (int empty = 0; empty < MAX_EMPTY_POLLS; ) {
        var records = consumer.poll(POLL);
        empty = records.isEmpty() && seen.cardinality() < events ? empty + 1 : 0;
        for (ConsumerRecord<byte[], byte[]> each : records) {
          int number = number(each.value());
          doubled += seen.get(number) ? 1 : 0;
          seen.set(number);
          int wanted = Utils.toPositive(Utils.murmur2(each.key())) % all.size();
          elsewhere += each.partition() == wanted ? 0 : 1;
        }
        if (records.isEmpty() && seen.cardinality() == events) {
          break;
        }
      }
    }
    int lost = events - seen.cardinality();
    System.out.printf(
        "%d events: %d lost, %d doubled, %d on another partition%n",
        events, lost, doubled, elsewhere);
    return lost == 0 && doubled == 0 && elsewhere == 0;
  }

  private static int number(byte[] value) {
    Matcher matcher = ID.matcher(new String(value, UTF_8));
    if (!matcher.find()) {
      throw new IllegalStateException("no event id in " + new String(value, UTF_8));
    }
    return Integer.parseInt(matcher.group(1));
  }
}
