package io.millrace.producer.send;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Where in which source a record comes from, in its headers.
final class SourceHeaders {
  static final String SOURCE = "millrace-source";
  static final String POSITION = "millrace-position";
  static final long NONE = -1;

  private SourceHeaders() {}

  static List<Header> of(byte[] fingerprint, long position) {
    return List.of(
        new RecordHeader(SOURCE, fingerprint),
        new RecordHeader(POSITION, Long.toString(position).getBytes(US_ASCII)));
  }

  /// Position of the record in the source with this fingerprint, or -1 if it is from elsewhere.
  static long position(Headers headers, String fingerprint) {
    Header source = headers.lastHeader(SOURCE);
    Header position = headers.lastHeader(POSITION);
    if (source == null || position == null || !text(source).equals(fingerprint)) {
      return NONE;
    }
    try {
      return Long.parseLong(text(position));
    } catch (NumberFormatException e) {
      return NONE;
    }
  }

  private static String text(Header header) {
    byte[] value = header.value();
    return value == null ? "" : new String(value, US_ASCII);
  }
}
