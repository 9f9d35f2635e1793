package io.millrace.producer.format;

import io.millrace.producer.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out the format of a file from its first lines, and leaves the lines at the first record.
final class Recognised {
  /// So many lines are tried, so that a malformed first one does not hide the format.
  private static final int MAX_TRIED = 20;

  private Recognised() {}

  /// Knows the formats of one kind of record.
  interface Formats<T> {
    /// The format that this header announces, or null.
    @Nullable LineFormat<T> ofHeader(String line);

    /// The format without a header that this line is in, or null.
    @Nullable LineFormat<T> ofRecord(byte[] line);

    /// What the formats look like, for a message.
    String expected();
  }

  /// @throws UnreadableFileException if the file is empty, no text or in no known format
  static <T> LineFormat<T> format(String file, Lines lines, Formats<T> formats) {
    var tried = new ArrayList<Line>();
    for (Line line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      requireText(file, line);
      LineFormat<T> format = tried.isEmpty() ? ofHeader(line, formats) : null;
      if (format != null) {
        return format;
      }
      tried.add(line);
      format = line.cut() ? null : formats.ofRecord(line.bytes());
      if (format != null) {
        lines.unread(tried);
        return format;
      }
      if (tried.size() == MAX_TRIED) {
        break;
      }
    }
    throw unknown(file, tried, formats);
  }

  private static <T> @Nullable LineFormat<T> ofHeader(Line line, Formats<T> formats) {
    String text = line.cut() ? null : Utf8.decode(line.bytes());
    return text == null ? null : formats.ofHeader(text);
  }

  private static <T> UnreadableFileException unknown(
      String file, List<Line> tried, Formats<T> formats) {
    if (tried.isEmpty()) {
      return new UnreadableFileException(file, "is empty");
    }
    String first = new String(tried.getFirst().bytes(), StandardCharsets.UTF_8);
    String shown = first.length() <= 100 ? first : first.substring(0, 100) + "...";
    return new UnreadableFileException(
        file,
        "is in no known format: line "
            + tried.getFirst().number()
            + " is '"
            + shown
            + "'. Expected "
            + formats.expected());
  }

  private static void requireText(String file, Line line) {
    for (byte b : line.bytes()) {
      if (b >= 0 && b < 0x20 && b != '\t') {
        throw new UnreadableFileException(
            file, "is no text: line " + line.number() + " holds the byte " + b);
      }
    }
  }
}
