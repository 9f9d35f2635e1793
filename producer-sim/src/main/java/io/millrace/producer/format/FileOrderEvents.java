package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Events in the order of their lines: of a file that is sorted, or of a stream as they arrive.
final class FileOrderEvents implements EventSource {
  private final String fingerprint;
  private final OptionalLong size;
  private final Records<Interaction> records;
  private long position;

  FileOrderEvents(String fingerprint, OptionalLong size, Records<Interaction> records) {
    this.fingerprint = fingerprint;
    this.size = size;
    this.records = records;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public OptionalLong size() {
    return size;
  }

  @Override
  public @Nullable SourcedEvent next() {
    Interaction event = records.next();
    return event == null ? null : new SourcedEvent(position++, event);
  }

  @Override
  public long malformed() {
    return records.malformed();
  }

  @Override
  public long dropped() {
    return records.dropped();
  }

  @Override
  public void close() {
    records.close();
  }
}
