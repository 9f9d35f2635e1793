package io.millrace.app.bridge;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// When a record was sent; now if its sender did not say, as very old clients do not.
final class SourceTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> sent, long partitionTime) {
    return sent.timestamp() < 0 ? System.currentTimeMillis() : sent.timestamp();
  }
}
