package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.Decimals;
import io.millrace.producer.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Lines of text cut into cells.
final class Cells {
  private static final Pattern NOT_FINITE = Pattern.compile("(?i)[-+]?(nan|inf(inity)?)");

  private Cells() {}

  /// @throws InvalidEventException if the line is not valid UTF-8
  static String text(byte[] line) {
    String text = Utf8.decode(line);
    if (text == null) {
      throw malformed(new String(line, StandardCharsets.UTF_8), "is not UTF-8");
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

  /// Cells of a line of CSV. Cells in double quotes may hold commas, and quotes that are doubled.
  ///
  /// @throws InvalidEventException if a quote is not closed, or text follows a closed one
  static List<String> splitCsv(String line) {
    var cells = new ArrayList<String>();
    int at = 0;
    while (true) {
      int end;
      if (at < line.length() && line.charAt(at) == '"') {
        var cell = new StringBuilder();
        end = unquote(line, at, cell);
        cells.add(cell.toString());
      } else {
        int comma = line.indexOf(',', at);
        end = comma < 0 ? line.length() : comma;
        cells.add(line.substring(at, end));
      }
      if (end == line.length()) {
        return cells;
      }
      at = end + 1;
    }
  }

  /// @throws InvalidEventException naming `field` if the text is no decimal number: for
  ///   [Rejection#NOT_FINITE] if it is the name of one that is not finite, as programs write it
  static double number(String field, String text) {
    Double number = Decimals.parse(text);
    if (number == null && NOT_FINITE.matcher(text).matches()) {
      throw new InvalidEventException(Rejection.NOT_FINITE, field, text, "is not finite");
    }
    if (number == null) {
      throw new InvalidEventException(Rejection.INVALID_FIELD, field, text, "is no number");
    }
    return number;
  }

  static InvalidEventException malformed(String line, String detail) {
    return new InvalidEventException(Rejection.MALFORMED, "line", line, detail);
  }

  /// Appends the text of the quoted cell at `start` and returns where its separator is, or the end.
  private static int unquote(String line, int start, StringBuilder cell) {
    int at = start + 1;
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote < 0) {
        throw malformed(line, "has an unclosed quote");
      }
      cell.append(line, at, quote);
      at = quote + 1;
      if (at == line.length() || line.charAt(at) == ',') {
        return at;
      }
      if (line.charAt(at) != '"') {
        throw malformed(line, "has text after a closing quote");
      }
      cell.append('"');
      at++;
    }
  }
}
