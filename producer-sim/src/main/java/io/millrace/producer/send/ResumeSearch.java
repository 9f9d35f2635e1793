package io.millrace.producer.send;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Looks backwards from the end of each partition for the latest record of a source, window by
/// window: records of other sources may lie behind it.
final class ResumeSearch {
  // Records. Each window is twice the one before, so a far record costs few seeks.
  private static final long FIRST_WINDOW = 1_000;
  private static final long MAX_WINDOW = 64_000;
  private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_EMPTY_POLLS = 30;

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final String fingerprint;

  ResumeSearch(Consumer<byte[], byte[]> consumer, String topic, String fingerprint) {
    this.consumer = consumer;
    this.topic = topic;
    this.fingerprint = fingerprint;
  }

  /// The last position of the source in each partition, or -1.
  ///
  /// @throws IllegalStateException if the topic does not exist or stops answering
  long[] lastPositions() {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException("topic '" + topic + "' does not exist");
    }
    long[] positions = new long[partitions.size()];
    for (int partition = 0; partition < positions.length; partition++) {
      positions[partition] = lastPosition(new TopicPartition(topic, partition));
    }
    return positions;
  }

  private long lastPosition(TopicPartition partition) {
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    long begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
    long to = consumer.endOffsets(only).getOrDefault(partition, 0L);
    long window = FIRST_WINDOW;
    while (to > begin) {
      long from = Math.max(begin, to - window);
      long found = lastPosition(partition, from, to);
      if (found != SourceHeaders.NONE) {
        return found;
      }
      to = from;
      window = Math.min(2 * window, MAX_WINDOW);
    }
    return SourceHeaders.NONE;
  }

  /// Offsets from `from` up to but not including `to`.
  private long lastPosition(TopicPartition partition, long from, long to) {
    consumer.seek(partition, from);
    long last = SourceHeaders.NONE;
    int emptyPolls = 0;
    // By the consumer's position: offsets that compaction or transactions leave out give no record.
    while (consumer.position(partition) < to) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_TIMEOUT);
      emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
      if (emptyPolls == MAX_EMPTY_POLLS) {
        throw new IllegalStateException(
            "no answer from " + partition + " between offsets " + from + " and " + to);
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        long position = SourceHeaders.position(record.headers(), fingerprint);
        if (record.offset() < to && position != SourceHeaders.NONE) {
          last = position;
        }
      }
    }
    return last;
  }
}
