package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.mapping.MappedRecord;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The well-formed records of a file. Blank lines are passed over; malformed ones are reported,
/// counted and passed over, and those that the mapping leaves out are counted.
final class Records<T> implements AutoCloseable {
  private final String file;
  private final RawRecords raw;
  private final LineFormat<MappedRecord> format;
  private final Function<MappedRecord, @Nullable T> wanted;
  private final Consumer<MalformedLine> onMalformed;
  private long malformed;
  private long dropped;

  /// @param raw closed together with the records
  /// @param wanted what is taken of a record, or null for one that is left out
  Records(
      String file,
      RawRecords raw,
      LineFormat<MappedRecord> format,
      Function<MappedRecord, @Nullable T> wanted,
      Consumer<MalformedLine> onMalformed) {
    this.file = file;
    this.raw = raw;
    this.format = format;
    this.wanted = wanted;
    this.onMalformed = onMalformed;
  }

  /// The next record, or null at the end.
  @Nullable T next() {
    for (Line line = raw.next(); line != null; line = raw.next()) {
      T parsed = line.isBlank() ? null : parse(line);
      if (parsed != null) {
        return parsed;
      }
    }
    return null;
  }

  long malformed() {
    return malformed;
  }

  /// Records that the mapping leaves out.
  long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    raw.close();
  }

  private @Nullable T parse(Line line) {
    if (line.cut()) {
      report(line, Rejection.OVERSIZED, "is longer than " + Lines.MAX_BYTES + " bytes");
      return null;
    }
    try {
      T parsed = wanted.apply(format.parse(line.bytes()));
      dropped += parsed == null ? 1 : 0;
      return parsed;
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
