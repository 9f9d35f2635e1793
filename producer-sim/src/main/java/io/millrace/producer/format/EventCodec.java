package io.millrace.producer.format;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.millrace.model.event.Interaction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Events in a temporary file of our own: short, and quick to write and to read.
final class EventCodec {
  /// No event is longer: five texts of at most 256 bytes, with their lengths, and two numbers.
  static final int MAX_BYTES = 2_048;

  private static final int VALUE = 1;
  private static final int TIME = 2;
  private static final int EVENT_ID = 4;
  private static final int RECOMMENDATION_ID = 8;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment bytes;
  private long at;

  private EventCodec(MemorySegment bytes, long offset) {
    this.bytes = bytes;
    this.at = offset;
  }

  /// @param out with room for [#MAX_BYTES], big-endian
  static void write(Interaction event, ByteBuffer out) {
    Double value = event.value();
    Long millis = event.timestampMillis();
    out.put(
        (byte)
            ((value == null ? 0 : VALUE)
                | (millis == null ? 0 : TIME)
                | (event.eventId() == null ? 0 : EVENT_ID)
                | (event.recommendationId() == null ? 0 : RECOMMENDATION_ID)));
    writeText(event.userId(), out);
    writeText(event.itemId(), out);
    writeText(event.type(), out);
    if (value != null) {
      out.putDouble(value);
    }
    if (millis != null) {
      out.putLong(millis);
    }
    writeText(event.eventId(), out);
    writeText(event.recommendationId(), out);
  }

  static Interaction read(MemorySegment bytes, long offset) {
    return new EventCodec(bytes, offset).read();
  }

  private Interaction read() {
    int present = bytes.get(JAVA_BYTE, at++);
    String userId = readText();
    String itemId = readText();
    String type = readText();
    Double value = (present & VALUE) == 0 ? null : (Double) Double.longBitsToDouble(readLong());
    Long millis = (present & TIME) == 0 ? null : (Long) readLong();
    String eventId = (present & EVENT_ID) == 0 ? null : readText();
    String recommendationId = (present & RECOMMENDATION_ID) == 0 ? null : readText();
    return new Interaction(eventId, userId, itemId, type, value, millis, recommendationId);
  }

  private static void writeText(@Nullable String text, ByteBuffer out) {
    if (text != null) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.putShort((short) utf8.length);
      out.put(utf8);
    }
  }

  private String readText() {
    byte[] utf8 = new byte[bytes.get(SHORT, at)];
    MemorySegment.copy(bytes, JAVA_BYTE, at + Short.BYTES, utf8, 0, utf8.length);
    at += Short.BYTES + utf8.length;
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private long readLong() {
    long value = bytes.get(LONG, at);
    at += Long.BYTES;
    return value;
  }
}
