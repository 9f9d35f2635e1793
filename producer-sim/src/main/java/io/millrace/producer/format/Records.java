package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The well-formed records of the lines of a file. Blank lines are passed over; malformed ones are
/// reported, counted and passed over.
final class Records<T> implements AutoCloseable {
  private final String file;
  private final Lines lines;
  private final LineFormat<T> format;
  private final Consumer<MalformedLine> onMalformed;
  private long malformed;
  private long offset;

  /// @param lines closed together with the records
  Records(String file, Lines lines, LineFormat<T> format, Consumer<MalformedLine> onMalformed) {
    this.file = file;
    this.lines = lines;
    this.format = format;
    this.onMalformed = onMalformed;
  }

  /// The next record, or null at the end.
  @Nullable T next() {
    for (Line line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      offset = line.offset();
      T parsed = parse(line);
      if (parsed != null) {
        return parsed;
      }
    }
    return null;
  }

  /// Where the line of the latest record starts in the file, in bytes.
  long offset() {
    return offset;
  }

  long malformed() {
    return malformed;
  }

  @Override
  public void close() {
    lines.close();
  }

  private @Nullable T parse(Line line) {
    if (line.cut()) {
      report(line, Rejection.OVERSIZED, "is longer than " + Lines.MAX_BYTES + " bytes");
      return null;
    }
    try {
      return format.parse(line.bytes());
    } catch (InvalidEventException fault) {
      report(line, fault.reason(), String.valueOf(fault.getMessage()));
      return null;
    }
  }

  private void report(Line line, Rejection kind, String reason) {
    malformed++;
    onMalformed.accept(new MalformedLine(file, line.number(), kind, reason));
  }
}
