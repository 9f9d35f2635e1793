package io.millrace.app.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// When the merge was sent that a record of the topic of merges is about. The record's own time,
/// which the broker sets so that the record is not dropped as an old one, says only when it was
/// written.
final class MergeTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> sent, long partitionTime) {
    if (sent.value() instanceof byte[] value) {
      try {
        return Math.max(0, MergeRecord.read(value).sentMillis());
      } catch (IncompatibleStateException damaged) {
        return Math.max(0, sent.timestamp()); // LearnProcessor tells what is wrong with it
      }
    }
    return Math.max(0, sent.timestamp());
  }
}
