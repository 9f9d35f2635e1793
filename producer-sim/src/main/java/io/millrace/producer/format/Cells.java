package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Lines of text cut into cells.
final class Cells {
  private Cells() {}

  /// @throws InvalidEventException if the line is not valid UTF-8
  static String text(byte[] line) {
    String text = Utf8.decode(line);
    if (text == null) {
      throw malformed(
          new String(line, StandardCharsets.UTF_8),
          "is not UTF-8; --charset ISO-8859-1 reads Latin-1");
    }
    return text;
  }

  /// All cells between occurrences of a separator of any length, taken literally.
  static List<String> split(String line, String separator) {
    var cells = new ArrayList<String>();
    int from = 0;
    for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
      cells.add(line.substring(from, at));
      from = at + separator.length();
    }
    cells.add(line.substring(from));
    return cells;
  }

  static InvalidEventException malformed(String line, String detail) {
    return new InvalidEventException(Rejection.MALFORMED, "line", line, detail);
  }
}
