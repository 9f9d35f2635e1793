package io.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Events that are written in transactions: their ends, and what was aborted, take offsets that no
/// event has.
@ExtendWith(SharedBroker.class)
class TransactionalWritersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Until ALL = new Until.End();
  private static final int PARTITIONS = 2;

  private final SharedBroker.Running broker;

  TransactionalWritersTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void nothingIsLeftToDoWhenAllCommittedEventsAreLearned() throws Exception {
    try (var world = new TopicWorld(broker, "written", PARTITIONS);
        var writer = writer("written");
        var topics = new Topics(world.settings("written"))) {
      try (var instance = Application.start(world.settings("written"))) {
        // Of partition 1 nothing is ever committed.
        send(writer, world, 1, 3).abortTransaction();
        awaitDone(instance, topics, 0);

        send(writer, world, 0, 5).commitTransaction();
        send(writer, world, 0, 7).commitTransaction();
        send(writer, world, 0, 2).abortTransaction();
        awaitDone(instance, topics, 12);
        assertThat(instance.next(0)).isEqualTo(12 + 2 + 2 + 1);
        assertThat(instance.next(1)).isEqualTo(3 + 1);

        // Not there yet for anyone.
        send(writer, world, 0, 4);
        assertThat(instance.unhandled(topics.ends())).isZero();
        writer.commitTransaction();
        awaitDone(instance, topics, 16);
      }
      // Also of one that finds all of it handled.
      try (var again = Application.start(world.settings("written"))) {
        awaitDone(again, topics, 16);
      }
    }
  }

  @Test
  void aRebuildEndsAlsoWhereItsBoundIsNoEvent() throws Exception {
    try (var world = new TopicWorld(broker, "rewritten", PARTITIONS);
        var writer = writer("rewritten")) {
      send(writer, world, 0, 5).commitTransaction();
      send(writer, world, 0, 3).abortTransaction();
      send(writer, world, 1, 2).abortTransaction();
      assertThat(world.rebuild("rewritten-a", ALL).tally().handled()).isEqualTo(5);
      send(writer, world, 0, 4).commitTransaction();
      var inAborted = new Until.Offsets(Map.of(0, 7L));
      assertThat(world.rebuild("rewritten-b", inAborted).tally().handled()).isEqualTo(5);
      try (var serving = Application.start(world.settings("rewritten-b"));
          var topics = new Topics(world.settings("rewritten-b"))) {
        awaitDone(serving, topics, 9);
      }
      try (var holdings = new Holdings(world.settings("rewritten-b"))) {
        var partition = new TopicPartition("rewritten-events", 0);
        assertThat(holdings.committed()).containsEntry(partition, 5L + 1 + 3 + 1 + 4 + 1);
      }
    }
  }

  private static void awaitDone(Application instance, Topics topics, long events) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(instance.tally().handled()).isEqualTo(events);
              assertThat(instance.unhandled(topics.ends())).isZero();
              assertThat(instance.lag()).isZero();
            });
  }

  private KafkaProducer<byte[], byte[]> writer(String name) {
    var writer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", name + "-tx"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    writer.initTransactions();
    return writer;
  }

  /// Begins a transaction with events of one partition.
  private static KafkaProducer<byte[], byte[]> send(
      KafkaProducer<byte[], byte[]> writer, TopicWorld world, int partition, int events) {
    String userId = userOf(partition);
    writer.beginTransaction();
    for (int i = 0; i < events; i++) {
      byte[] value = "{\"userId\":\"%s\",\"itemId\":\"i%d\"}".formatted(userId, i).getBytes(UTF_8);
      var _ =
          writer.send(new ProducerRecord<>(world.name + "-events", userId.getBytes(UTF_8), value));
    }
    writer.flush(); // What is not sent yet would not be there to be aborted.
    return writer;
  }

  private static String userOf(int partition) {
    for (int i = 0; ; i++) {
      String userId = "user" + i;
      if (Utils.toPositive(Utils.murmur2(userId.getBytes(UTF_8))) % PARTITIONS == partition) {
        return userId;
      }
    }
  }
}
