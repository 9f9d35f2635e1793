package io.millrace.app.topology;

import io.millrace.model.event.InvalidEventException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// Records that cannot be learned, as they go to the dead-letter topic: the bytes that came, the
/// headers that came, and headers that say what is wrong and where the record was.
final class DeadLetters {
  static final String REASON = "millrace.error.reason";
  static final String FIELD = "millrace.error.field";
  static final String MESSAGE = "millrace.error.message";
  static final String TOPIC = "millrace.error.topic";
  static final String PARTITION = "millrace.error.partition";
  static final String OFFSET = "millrace.error.offset";

  private DeadLetters() {}

  static Record<byte[], byte[]> letter(
      Record<byte[], byte[]> rejected, RecordMetadata source, InvalidEventException fault) {
    Headers headers = new RecordHeaders(rejected.headers().toArray());
    add(headers, REASON, fault.reason().label());
    add(headers, FIELD, fault.field());
    add(headers, MESSAGE, String.valueOf(fault.getMessage()));
    add(headers, TOPIC, source.topic());
    add(headers, PARTITION, Integer.toString(source.partition()));
    add(headers, OFFSET, Long.toString(source.offset()));
    return new Record<>(rejected.key(), rejected.value(), rejected.timestamp(), headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
