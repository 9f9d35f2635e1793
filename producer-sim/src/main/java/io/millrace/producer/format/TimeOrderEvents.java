package io.millrace.producer.format;

import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Events of a file that is not sorted, in the order of their timestamps.
final class TimeOrderEvents implements EventSource {
  private final FileScan scan;
  private final long[] offsets; // (events), in sending order
  private final Arena arena = Arena.ofShared();
  private final MemorySegment events;
  private int position;

  /// @param spool of the events; not needed any more afterwards
  TimeOrderEvents(FileScan scan, long[] offsets, Spool spool) throws IOException {
    this.scan = scan;
    this.offsets = offsets;
    this.events = spool.events(arena);
  }

  @Override
  public String fingerprint() {
    return scan.fingerprint();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(offsets.length);
  }

  @Override
  public @Nullable SourcedEvent next() {
    return position == offsets.length
        ? null
        : new SourcedEvent(position, EventCodec.read(events, offsets[position++]));
  }

  @Override
  public long malformed() {
    return scan.malformed();
  }

  @Override
  public long dropped() {
    return scan.dropped();
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
