package io.millrace.app.feed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads a topic once, from its beginning to where it ends when the reading begins.
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private TopicReader() {}

  /// @param consumerConfig where and how; offsets are not committed
  /// @param handler of each record, in order within a partition
  /// @throws InterruptedException if the thread is interrupted between two records
  public static void read(
      String topic,
      Map<String, Object> consumerConfig,
      Consumer<ConsumerRecord<byte[], byte[]>> handler)
      throws InterruptedException {
    try (var consumer =
        new KafkaConsumer<>(
            consumerConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          handler.accept(each);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while reading " + topic);
        }
      }
    }
  }
}
