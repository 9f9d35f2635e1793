package io.millrace.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.producer.send.Producers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Records that are no events, put straight on the topic of a running service.
@ExtendWith(SharedBroker.class)
class PoisonedTopicTest {
  private static final Duration RUN = Duration.ofSeconds(60);
  private static final String APPLICATION = "poisoned";
  private static final String EVENTS = "poisoned-events";
  private static final int PARTITIONS = 2;

  @TempDir private Path folder;

  @Test
  void theyGoToTheDeadLettersAndTheNextEventIsLearned(SharedBroker.Cluster broker)
      throws Exception {
    String[] options = {
      "--bootstrap-servers",
      broker.bootstrapServers(),
      "--application-id",
      APPLICATION,
      "--interactions-topic",
      EVENTS,
      "--items-topic",
      "poisoned-items",
      "--users-topic",
      "poisoned-users"
    };
    assertThat(
            Console.run(with(options, "topics", "create", "--partitions", "" + PARTITIONS))
                .exitCode())
        .isZero();
    String good = event("ann");
    int home = partition("ann");
    List<ProducerRecord<byte[], byte[]>> poison =
        List.of(
            record(home, "ann", "no JSON"),
            record(home, null, good),
            record(home, "ann", event("bob")),
            record(1 - home, "ann", good));
    try (var serve =
        MillraceProcess.start(
            with(options, "serve", "--port", "0", "--state-dir", folder.toString()))) {
      String address = serve.awaitAddress();
      List<RecordMetadata> sent = send(broker, poison);
      send(broker, List.of(record(home, "ann", good)));

      await()
          .atMost(RUN)
          .untilAsserted(
              () ->
                  assertThat(MillraceProcess.get(address + "/v1/status").body())
                      .contains(
                          "\"learned\":1,",
                          "\"rejected\":{\"key-mismatch\":1,\"malformed\":1,\"missing-key\":1,\"wrong-partition\":1}"));
      assertThat(MillraceProcess.get(address + "/v1/users/ann").body()).contains("\"events\":1,");
      assertLetters(poison, sent, letters(broker, poison.size()));
    }
  }

  private static void assertLetters(
      List<ProducerRecord<byte[], byte[]>> poison,
      List<RecordMetadata> sent,
      Map<String, ConsumerRecord<byte[], byte[]>> letters) {
    List<String> reasons = List.of("malformed", "missing-key", "key-mismatch", "wrong-partition");
    assertThat(letters).containsOnlyKeys(reasons);
    for (int i = 0; i < poison.size(); i++) {
      ConsumerRecord<byte[], byte[]> letter = letters.get(reasons.get(i));
      assertThat(letter).isNotNull();
      assertThat(letter.value()).isEqualTo(poison.get(i).value());
      assertThat(letter.key()).isEqualTo(poison.get(i).key());
      assertThat(header(letter, "topic")).isEqualTo(EVENTS);
      assertThat(header(letter, "partition")).isEqualTo("" + sent.get(i).partition());
      assertThat(header(letter, "offset")).isEqualTo("" + sent.get(i).offset());
      assertThat(header(letter, "message")).isNotEmpty();
      assertThat(header(letter, "field")).isNotEmpty();
      Header mine = letter.headers().lastHeader("mine");
      assertThat(mine).isNotNull();
      assertThat(mine.value()).isEqualTo(new byte[] {7});
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader("millrace.error." + name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  private static String event(String userId) {
    return "{\"userId\":\"" + userId + "\",\"itemId\":\"x\"}";
  }

  private static int partition(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % PARTITIONS;
  }

  private static ProducerRecord<byte[], byte[]> record(
      int partition, @Nullable String key, String value) {
    var record =
        new ProducerRecord<>(
            EVENTS, partition, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
    record.headers().add("mine", new byte[] {7});
    return record;
  }

  private static List<RecordMetadata> send(
      SharedBroker.Cluster broker, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (var producer = Producers.create(broker.bootstrapServers(), Map.of())) {
      List<Future<RecordMetadata>> sending = new ArrayList<>();
      records.forEach(record -> sending.add(producer.send(record)));
      List<RecordMetadata> sent = new ArrayList<>();
      for (Future<RecordMetadata> each : sending) {
        sent.add(each.get());
      }
      return sent;
    }
  }

  /// The dead letters by reason.
  private static Map<String, ConsumerRecord<byte[], byte[]>> letters(
      SharedBroker.Cluster broker, int count) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    var bytes = new ByteArrayDeserializer();
    Map<String, ConsumerRecord<byte[], byte[]>> letters = new TreeMap<>();
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      List<PartitionInfo> partitions = consumer.partitionsFor(APPLICATION + "-dlq");
      consumer.assign(
          partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList());
      await()
          .atMost(RUN)
          .until(
              () -> {
                for (var letter : consumer.poll(Duration.ofMillis(200))) {
                  letters.put(header(letter, "reason"), letter);
                }
                return letters.size() >= count;
              });
    }
    return letters;
  }

  private static String[] with(String[] options, String... command) {
    return Stream.of(command, options).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
