package io.millrace.producer.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records of a table whose cells may be quoted: a line that ends within quotes goes on in the next
/// one. A quote that is not closed within [#MAX_LINES] lines or [Lines#MAX_BYTES] does not swallow
/// the file: its line is a record, malformed, and the next line is another one.
final class QuotedLines implements RawRecords {
  private static final int MAX_LINES = 100;

  private final Lines lines;
  private final byte[] separator;

  QuotedLines(Lines lines, String separator) {
    this.lines = lines;
    this.separator = separator.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable Line next() {
    Line first = lines.next();
    if (first == null || first.cut() || quotes(first.bytes()) != Quotes.OPEN) {
      return first;
    }
    List<Line> more = new ArrayList<>();
    var joined = new ByteArrayOutputStream();
    joined.writeBytes(first.bytes());
    while (more.size() < MAX_LINES) {
      Line line = lines.next();
      if (line == null) {
        break;
      }
      more.add(line);
      joined.write('\n');
      joined.writeBytes(line.bytes());
      if (line.cut() || joined.size() > Lines.MAX_BYTES) {
        break;
      }
      byte[] bytes = joined.toByteArray();
      Quotes quotes = quotes(bytes);
      if (quotes == Quotes.CLOSED) {
        return new Line(first.number(), first.offset(), bytes, false);
      }
      if (quotes == Quotes.BROKEN) {
        break;
      }
    }
    lines.unread(more);
    return first;
  }

  @Override
  public void close() {
    lines.close();
  }

  private enum Quotes {
    CLOSED,
    OPEN,
    /// Something follows a closing quote that is no separator.
    BROKEN
  }

  /// Quotes begin a cell; two of them within quotes are one.
  private Quotes quotes(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (bytes[at] == '"') {
        at = afterQuotes(bytes, at + 1);
        if (at < 0) {
          return Quotes.OPEN;
        }
        if (at < bytes.length && !isSeparator(bytes, at)) {
          return Quotes.BROKEN;
        }
      }
      at = afterSeparator(bytes, at);
    }
    return Quotes.CLOSED;
  }

  private static int afterQuotes(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      if (bytes[at] != '"') {
        at++;
      } else if (at + 1 < bytes.length && bytes[at + 1] == '"') {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return -1;
  }

  private int afterSeparator(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && !isSeparator(bytes, at)) {
      at++;
    }
    return Math.min(bytes.length, at + separator.length);
  }

  private boolean isSeparator(byte[] bytes, int at) {
    int same = 0;
    while (same < separator.length
        && at + same < bytes.length
        && bytes[at + same] == separator[same]) {
      same++;
    }
    return same == separator.length;
  }
}
