package io.millrace.app.http;

import io.millrace.producer.json.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Decodes the percent-encoded parts of a URL strictly: what is not UTF-8 is an error, not a
/// replacement character that would name another user.
final class PercentDecoder {
  private PercentDecoder() {}

  /// @param field named if the text is wrong
  /// @param plusIsSpace true in a query
  /// @throws Problem if the text is no percent-encoded UTF-8
  static String decode(String field, String encoded, boolean plusIsSpace) {
    var bytes = new ByteArrayOutputStream(encoded.length());
    byte[] text = encoded.getBytes(StandardCharsets.UTF_8);
    // The server reads a URL as ASCII, so the bytes of any other character are lost by now.
    if (text.length != encoded.length()) {
      throw invalid(field, encoded, "has characters that are not percent-encoded");
    }
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '%') {
        bytes.write(hex(field, encoded, text, i + 1) << 4 | hex(field, encoded, text, i + 2));
        i += 2;
      } else {
        bytes.write(plusIsSpace && text[i] == '+' ? ' ' : text[i]);
      }
    }
    String decoded = Utf8.decode(bytes.toByteArray());
    if (decoded == null) {
      throw invalid(field, encoded, "is not UTF-8");
    }
    return decoded;
  }

  private static int hex(String field, String encoded, byte[] text, int index) {
    int digit = index < text.length ? Character.digit(text[index], 16) : -1;
    if (digit < 0) {
      throw invalid(field, encoded, "has a % without two hexadecimal digits behind it");
    }
    return digit;
  }

  private static Problem invalid(String field, String encoded, String detail) {
    return Problem.with(Problem.Kind.INVALID_PARAMETER, field, encoded, detail);
  }
}
