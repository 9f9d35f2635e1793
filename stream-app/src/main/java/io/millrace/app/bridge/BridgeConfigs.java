package io.millrace.app.bridge;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.KafkaConfigs;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/// How the Kafka clients of a bridge are set up, with reasons.
final class BridgeConfigs {
  /// Events are visible to the recommender once they are committed.
  private static final int COMMIT_MILLIS = 100;

  /// For as long, a transaction that a killed bridge left open may hold back the readers of its
  /// target, where no other instance ends it sooner.
  private static final int TRANSACTION_MILLIS = 10_000;

  /// A commit sends what was written since the last one, and nobody is to wait for it longer.
  private static final int LINGER_MILLIS = 20;

  private static final int BATCH_BYTES = 256 * 1024;
  private static final int POLL_RECORDS = 2_000;

  private BridgeConfigs() {}

  /// @param sessionMillis after which a silent instance counts as dead
  static Properties streams(BridgeSettings settings, int sessionMillis) {
    AppSettings kafka = settings.kafka();
    Properties config = new Properties();
    config.putAll(kafka.clientConfig());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.applicationId());
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    putConsumer(config, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    putConsumer(config, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / 6);
    putConsumer(config, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, POLL_RECORDS);
    putProducer(config, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    putProducer(config, ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    putProducer(config, ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    putProducer(config, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaConfigs.MAX_DEAD_LETTER_BYTES);
    return config;
  }

  private static void putConsumer(Properties config, String name, Object value) {
    config.put(StreamsConfig.consumerPrefix(name), value);
  }

  private static void putProducer(Properties config, String name, Object value) {
    config.put(StreamsConfig.producerPrefix(name), value);
  }
}
