package io.millrace.app.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.SharedBroker;
import io.millrace.app.run.TestSettings;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.mapping.Mapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Topics of its own for a test of the bridge, and what came out of them.
final class BridgeWorld implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SOURCE_PARTITIONS = 3;
  private static final int TARGET_PARTITIONS = 2;

  final String name;
  private final SharedBroker.Running broker;
  private final Admin admin;
  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
  private int instances;

  BridgeWorld(SharedBroker.Running broker, String name) {
    this.broker = broker;
    this.name = name;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    create(source(), SOURCE_PARTITIONS);
    create(target(), TARGET_PARTITIONS);
  }

  private void create(String topic, int partitions) {
    try {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
      await().atMost(PATIENCE).until(() -> admin.listTopics().names().get().contains(topic));
    } catch (ExecutionException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String source() {
    return name + "-source";
  }

  String target() {
    return name + "-events";
  }

  String applicationId() {
    return name + "-bridge";
  }

  Path folder() {
    return broker.folder();
  }

  BridgeSettings settings(Mapping mapping, String... schemas) {
    return new BridgeSettings(
        TestSettings.of(broker.bootstrapServers(), applicationId(), Path.of("unused"), target(), 0),
        List.of(source()),
        mapping,
        Format.AUTO,
        List.of(schemas),
        Map.of(),
        1,
        broker.folder().resolve(name + "-" + instances++),
        "127.0.0.1",
        0);
  }

  /// A producer that is closed with this.
  KafkaProducer<byte[], byte[]> producer(Map<String, Object> config) {
    Map<String, Object> all = new HashMap<>(config);
    all.put("bootstrap.servers", broker.bootstrapServers());
    var producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    producers.add(producer);
    return producer;
  }

  /// A record of the source.
  ///
  /// @param key null for none
  ProducerRecord<byte[], byte[]> record(@Nullable String key, String value) {
    return new ProducerRecord<>(
        source(), key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  static String event(int number) {
    return "{\"user\":\"user%d\",\"item\":\"item%d\",\"type\":\"view\"}"
        .formatted(number % 17, number);
  }

  /// Waits until the target holds as many committed events, and checks that each event of
  /// [#event(int)] up to the count is there once, and on the partition of its user.
  List<ConsumerRecord<byte[], byte[]>> awaitEach(int count) {
    List<ConsumerRecord<byte[], byte[]>> found = settled(target(), TARGET_PARTITIONS, count);
    Map<String, Integer> times = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> each : found) {
      var event = InteractionJson.parse(each.value());
      times.merge(event.itemId(), 1, Integer::sum);
      assertThat(each.key()).isEqualTo(event.userId().getBytes(UTF_8));
      assertThat(each.partition())
          .isEqualTo(Utils.toPositive(Utils.murmur2(each.key())) % TARGET_PARTITIONS);
    }
    for (int i = 0; i < count; i++) {
      assertThat(times).containsEntry("item" + i, 1);
    }
    return found;
  }

  List<ConsumerRecord<byte[], byte[]>> awaitDeadLetters(int count) {
    return settled(applicationId() + "-dlq", TARGET_PARTITIONS, count);
  }

  /// All committed records of a topic, once there are as many and no more come.
  private List<ConsumerRecord<byte[], byte[]>> settled(String topic, int partitions, int count) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    var bytes = new ByteArrayDeserializer();
    Map<String, Object> config =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      List<TopicPartition> all = new ArrayList<>();
      for (int p = 0; p < partitions; p++) {
        all.add(new TopicPartition(topic, p));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                return found.size() >= count;
              });
      consumer.poll(Duration.ofMillis(300)).forEach(found::add);
    }
    assertThat(found).hasSize(count);
    return found;
  }

  @Override
  public void close() {
    producers.forEach(KafkaProducer::close);
    admin.close();
  }
}
