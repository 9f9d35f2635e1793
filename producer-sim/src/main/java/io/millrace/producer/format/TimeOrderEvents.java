package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Events of a file that is not sorted, in the order of their timestamps.
final class TimeOrderEvents implements EventSource {
  private final String file;
  private final String fingerprint;
  private final long malformed;
  private final long[] offsets; // (events), in sending order
  private final LinesAt lines;
  private final LineFormat<Interaction> format;
  private int position;

  /// @param lines closed together with this source
  TimeOrderEvents(
      String file, FileScan scan, long[] offsets, LinesAt lines, LineFormat<Interaction> format) {
    this.file = file;
    this.fingerprint = scan.fingerprint();
    this.malformed = scan.malformed();
    this.offsets = offsets;
    this.lines = lines;
    this.format = format;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(offsets.length);
  }

  /// @throws UnreadableFileException if the file is no longer what it was when it was opened
  @Override
  public @Nullable SourcedEvent next() {
    if (position == offsets.length) {
      return null;
    }
    byte[] line = lines.read(offsets[position]);
    try {
      return new SourcedEvent(position++, format.parse(line));
    } catch (InvalidEventException e) {
      throw new UnreadableFileException(file, "has changed while it was read: " + e.getMessage());
    }
  }

  @Override
  public long malformed() {
    return malformed;
  }

  @Override
  public void close() {
    lines.close();
  }
}
