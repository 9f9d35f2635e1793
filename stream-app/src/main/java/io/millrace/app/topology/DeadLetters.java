package io.millrace.app.topology;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Records that cannot be learned, as they go to the dead-letter topic: the bytes that came, the
/// headers that came, and headers that say what is wrong and where the record was. Of a record too
/// large to be sent again only the beginning of its bytes is kept.
public final class DeadLetters {
  public static final String REASON = "millrace.error.reason";
  public static final String FIELD = "millrace.error.field";
  public static final String MESSAGE = "millrace.error.message";
  public static final String TOPIC = "millrace.error.topic";
  public static final String PARTITION = "millrace.error.partition";
  public static final String OFFSET = "millrace.error.offset";

  /// How large the record was, in bytes, if it was too large to be repeated whole.
  static final String CUT = "millrace.error.cut";

  /// Largest record that is repeated whole: well above a broker's usual limit of 1 MiB for a batch,
  /// well below what the producer may send. A compressed batch can hold records far beyond either,
  /// and one that could not be sent would fail each task that comes to it.
  private static final long MAX_WHOLE_BYTES = 3 * 512 * 1024;

  /// More than any header takes besides its name and value.
  private static final int HEADER_OVERHEAD_BYTES = 10;

  private DeadLetters() {}

  public static Record<byte[], byte[]> letter(
      Record<byte[], byte[]> rejected, RecordMetadata source, InvalidEventException fault) {
    long size = sizeOf(rejected);
    boolean whole = size <= MAX_WHOLE_BYTES;
    Headers headers = whole ? new RecordHeaders(rejected.headers().toArray()) : new RecordHeaders();
    add(headers, REASON, fault.reason().label());
    add(headers, FIELD, fault.field());
    add(headers, MESSAGE, String.valueOf(fault.getMessage()));
    add(headers, TOPIC, source.topic());
    add(headers, PARTITION, Integer.toString(source.partition()));
    add(headers, OFFSET, Long.toString(source.offset()));
    if (whole) {
      return new Record<>(rejected.key(), rejected.value(), rejected.timestamp(), headers);
    }
    add(headers, CUT, Long.toString(size));
    return new Record<>(
        cut(rejected.key(), Ids.MAX_BYTES),
        cut(rejected.value(), EventIntake.MAX_EVENT_BYTES),
        rejected.timestamp(),
        headers);
  }

  private static long sizeOf(Record<byte[], byte[]> rejected) {
    long size = lengthOf(rejected.key()) + lengthOf(rejected.value());
    for (Header header : rejected.headers()) {
      size += HEADER_OVERHEAD_BYTES + Utils.utf8Length(header.key()) + lengthOf(header.value());
    }
    return size;
  }

  private static long lengthOf(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, int maxBytes) {
    return bytes == null || bytes.length <= maxBytes ? bytes : Arrays.copyOf(bytes, maxBytes);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
