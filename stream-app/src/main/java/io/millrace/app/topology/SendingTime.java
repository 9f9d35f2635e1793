package io.millrace.app.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// When a record was sent. A record without a time, which Kafka marks by -1, counts as sent in
/// 1970: an event in it then happened long ago, or claims a future and is rejected. Streams' own
/// extractor would fail the task, and each task after it, on that one record.
final class SendingTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> sent, long partitionTime) {
    return Math.max(0, sent.timestamp());
  }
}
