package io.millrace.producer.send;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka producers that lose and reorder nothing.
public final class Producers {
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          // With more, a batch can arrive behind one that failed, and leave a gap for good.
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          1,
          // Large batches make up for the single request under way.
          ProducerConfig.BATCH_SIZE_CONFIG,
          128 * 1024,
          ProducerConfig.LINGER_MS_CONFIG,
          5,
          ProducerConfig.COMPRESSION_TYPE_CONFIG,
          "lz4");

  private Producers() {}

  /// A producer with acks=all, idempotence, one request under way, linger of 5 ms and lz4.
  ///
  /// @param bootstrapServers `host:port`, several between commas
  /// @param overrides further producer properties, which win over those
  public static Producer<byte[], byte[]> create(String bootstrapServers, Map<String, ?> overrides) {
    return new KafkaProducer<>(
        properties(bootstrapServers, overrides),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  static Map<String, Object> properties(String bootstrapServers, Map<String, ?> overrides) {
    var properties = new HashMap<String, Object>(DEFAULTS);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.putAll(overrides);
    return properties;
  }
}
