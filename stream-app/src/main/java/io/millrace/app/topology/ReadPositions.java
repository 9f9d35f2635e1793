package io.millrace.app.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/// Tells [Positions] how far the consumers of the stream threads have read: the ends of
/// transactions and what was aborted come to no processor.
///
/// Kafka makes it by its name, so it gets what it works on by settings.
public final class ReadPositions implements ConsumerInterceptor<byte[], byte[]> {
  private static final String CLASSES = "interceptor.classes";
  private static final String POSITIONS = "millrace.positions";
  private static final String TOPIC = "millrace.positions.topic";

  private Positions positions = new Positions(0);
  private String topic = "";

  /// Settings of Streams with this beside the interceptors that they name already.
  ///
  /// @param config settings of Streams
  /// @param topic of the interactions
  public static Map<String, Object> config(Map<?, ?> config, Positions positions, String topic) {
    Map<String, Object> with = new HashMap<>();
    Object others =
        config.get(StreamsConfig.mainConsumerPrefix(CLASSES)) == null
            ? config.get(StreamsConfig.consumerPrefix(CLASSES))
            : config.get(StreamsConfig.mainConsumerPrefix(CLASSES));
    String own = ReadPositions.class.getName();
    with.put(StreamsConfig.mainConsumerPrefix(CLASSES), others == null ? own : others + "," + own);
    with.put(StreamsConfig.mainConsumerPrefix(POSITIONS), positions);
    with.put(StreamsConfig.mainConsumerPrefix(TOPIC), topic);
    return with;
  }

  @Override
  public void configure(Map<String, ?> config) {
    positions = (Positions) Objects.requireNonNull(config.get(POSITIONS));
    topic = String.valueOf(config.get(TOPIC));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    records
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              if (partition.topic().equals(topic)) {
                tell(partition.partition(), records.records(partition), next.offset());
              }
            });
    return records;
  }

  private void tell(int partition, List<ConsumerRecord<byte[], byte[]>> records, long next) {
    if (records.isEmpty()) {
      positions.passedOver(partition, next);
    } else {
      positions.read(partition, records.getLast().offset(), next);
    }
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
