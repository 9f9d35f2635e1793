package io.millrace.producer.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class ResumePointsTest {
  private static final String TOPIC = "interactions";

  private final StoredTopic topic = new StoredTopic(3);

  @Test
  void eachPartitionIsContinuedBehindItsLastRecordOfTheSource() {
    topic.append(0, "mine", 0, 2, 5);
    topic.append(1, "mine", 1, 3, 4);
    assertThat(find()).hasToString("ResumePoints[5, 4, -1]");
  }

  @Test
  void recordsOfOtherSourcesMayLieBehindInAnyNumber() {
    topic.append(0, "mine", 8, 9);
    topic.append(0, "other", LongStream.range(0, 10_000).toArray());
    topic.append(1, "other", 100, 101);
    topic.appendWithoutHeaders(2);
    assertThat(find()).hasToString("ResumePoints[9, -1, -1]");
  }

  @Test
  void aRecordAtTheVeryBeginningIsFound() {
    topic.append(0, "mine", 4);
    topic.append(0, "other", LongStream.range(0, 999).toArray());
    topic.append(1, "mine", 5);
    topic.append(1, "other", LongStream.range(0, 1000).toArray());
    assertThat(find()).hasToString("ResumePoints[4, 5, -1]");
  }

  @Test
  void anEmptyTopicHoldsNothing() {
    assertThat(find()).hasToString("ResumePoints[-1, -1, -1]");
  }

  @Test
  void offsetsWithoutRecordsDoNotEndTheSearch() {
    topic.append(0, "mine", 1);
    topic.skipOffsets(0, 5_000);
    topic.append(0, "other", 2);
    topic.skipOffsets(0, 10);
    assertThat(find().lastPosition(0)).isEqualTo(1);
  }

  @Test
  void aMissingTopicIsNamed() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> ResumePoints.find(topic, "missing", "mine"))
        .withMessage("topic 'missing' does not exist");
  }

  @Test
  void anEventIsCoveredUpToTheLastPositionOfItsUsersPartition() {
    for (int user = 0; user < 100; user++) {
      String id = "u" + user;
      int partition = BuiltInPartitioner.partitionForKey(id.getBytes(UTF_8), 3);
      long last = 10L * partition;
      var points = new ResumePoints(new long[] {0, 10, 20});
      assertThat(points.covers(id, last)).isTrue();
      assertThat(points.covers(id, last + 1)).isFalse();
      assertThat(ResumePoints.none(3).covers(id, 0)).isFalse();
    }
  }

  private ResumePoints find() {
    return ResumePoints.find(topic, TOPIC, "mine");
  }

  /// Kafka's own mock forgets a record once it is polled; this one can be read again.
  private static final class StoredTopic extends MockConsumer<byte[], byte[]> {
    private static final int MAX_POLL_RECORDS = 500;

    private final List<List<ConsumerRecord<byte[], byte[]>>> records = new ArrayList<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    StoredTopic(int partitions) {
      super("earliest");
      var node = new Node(0, "localhost", 1);
      var infos = new ArrayList<PartitionInfo>();
      var begins = new HashMap<TopicPartition, Long>();
      for (int i = 0; i < partitions; i++) {
        records.add(new ArrayList<>());
        infos.add(new PartitionInfo(TOPIC, i, node, new Node[] {node}, new Node[] {node}));
        begins.put(new TopicPartition(TOPIC, i), 0L);
      }
      ends.putAll(begins);
      updatePartitions(TOPIC, infos);
      updateBeginningOffsets(begins);
      updateEndOffsets(ends);
    }

    void append(int partition, String fingerprint, long... positions) {
      for (long position : positions) {
        append(partition, SourceHeaders.of(fingerprint.getBytes(UTF_8), position));
      }
    }

    void appendWithoutHeaders(int partition) {
      append(partition, List.of());
    }

    void skipOffsets(int partition, long count) {
      ends.merge(new TopicPartition(TOPIC, partition), count, Long::sum);
      updateEndOffsets(ends);
    }

    private void append(int partition, List<Header> headers) {
      long offset = ends.getOrDefault(new TopicPartition(TOPIC, partition), 0L);
      var record = new ConsumerRecord<>(TOPIC, partition, offset, new byte[] {1}, new byte[] {2});
      headers.forEach(record.headers()::add);
      records.get(partition).add(record);
      skipOffsets(partition, 1);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      TopicPartition partition = assignment().iterator().next();
      long from = position(partition);
      List<ConsumerRecord<byte[], byte[]>> polled =
          records.get(partition.partition()).stream()
              .filter(record -> record.offset() >= from)
              .limit(MAX_POLL_RECORDS)
              .toList();
      boolean last = polled.size() < MAX_POLL_RECORDS;
      long end = ends.getOrDefault(partition, 0L);
      seek(partition, last ? end : polled.getLast().offset() + 1);
      return new ConsumerRecords<>(Map.of(partition, polled), Map.of());
    }
  }
}
