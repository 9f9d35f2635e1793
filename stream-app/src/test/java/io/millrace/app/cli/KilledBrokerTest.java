package io.millrace.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded broker when it is killed and started again on the same data directory.
class KilledBrokerTest {
  private static final String TOPIC = "written";
  private static final int PARTITIONS = 4;
  private static final int PRODUCERS = 4;
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(1);

  @TempDir private Path folder;

  @Test
  void aTransactionThatAKillLeftOpenIsAbortedAtTheNextStart() throws Exception {
    leaveTransactionsOpen();
    try (var broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Map<TopicPartition, Long> written = ends(admin, IsolationLevel.READ_UNCOMMITTED);
      assertThat(written.values()).allMatch(end -> end >= PRODUCERS);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(ends(admin, IsolationLevel.READ_COMMITTED))
                      .as("what a reader of committed records can reach")
                      .allSatisfy(
                          (partition, end) ->
                              assertThat(end).isGreaterThanOrEqualTo(written.get(partition))));
    }
  }

  private void leaveTransactionsOpen() throws Exception {
    List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    try (var victim =
        MillraceProcess.start("broker", "--data-dir", folder.toString(), "--port", "0")) {
      String bootstrap = victim.awaitOutput("Kafka listens on (.+)");
      try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
      for (int i = 0; i < PRODUCERS; i++) {
        producers.add(leaveOpen(bootstrap, "writer-" + i));
      }
      victim.kill();
    } finally {
      producers.forEach(producer -> producer.close(Duration.ZERO));
    }
  }

  private static KafkaProducer<byte[], byte[]> leaveOpen(String bootstrap, String transactionalId)
      throws InterruptedException, ExecutionException {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrap);
    config.put("transactional.id", transactionalId);
    config.put("transaction.timeout.ms", (int) TRANSACTION_TIMEOUT.toMillis());
    var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      byte[] value = transactionalId.getBytes(UTF_8);
      producer.send(new ProducerRecord<>(TOPIC, partition, null, value)).get();
    }
    return producer;
  }

  private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel isolation)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    IntStream.range(0, PARTITIONS)
        .forEach(
            partition -> latest.put(new TopicPartition(TOPIC, partition), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }
}
