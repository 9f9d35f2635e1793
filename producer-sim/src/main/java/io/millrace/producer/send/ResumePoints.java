package io.millrace.producer.send;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/// How far a source has been sent before, per partition of the topic. A partition holds a source's
/// events in order, so those up to its last one are there and the later ones are not.
///
/// That holds as long as the topic keeps its number of partitions and its records.
public final class ResumePoints {
  private final long[] lastPositions; // (partitions), -1 for none

  ResumePoints(long[] lastPositions) {
    this.lastPositions = lastPositions;
  }

  /// Nothing has been sent yet.
  ///
  /// @param partitions of the topic, at least 1
  public static ResumePoints none(int partitions) {
    long[] none = new long[partitions];
    Arrays.fill(none, SourceHeaders.NONE);
    return new ResumePoints(none);
  }

  /// Reads from the topic how far the source with this fingerprint has been sent.
  ///
  /// @param consumerConfig how to reach Kafka; needs at least `bootstrap.servers`
  /// @throws IllegalStateException if the topic does not exist or stops answering
  public static ResumePoints find(Map<String, ?> consumerConfig, String topic, String fingerprint) {
    var config = new HashMap<String, Object>(consumerConfig);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      return find(consumer, topic, fingerprint);
    }
  }

  static ResumePoints find(Consumer<byte[], byte[]> consumer, String topic, String fingerprint) {
    return new ResumePoints(new ResumeSearch(consumer, topic, fingerprint).lastPositions());
  }

  /// Number of partitions of the topic.
  public int partitions() {
    return lastPositions.length;
  }

  /// Last position in this partition, or -1 if it holds nothing of the source.
  public long lastPosition(int partition) {
    return lastPositions[partition];
  }

  /// Whether the topic already holds this user's event at this position.
  public boolean covers(String userId, long position) {
    byte[] key = userId.getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(key)) % lastPositions.length;
    return position <= lastPositions[partition];
  }

  @Override
  public String toString() {
    return "ResumePoints" + Arrays.toString(lastPositions);
  }
}
