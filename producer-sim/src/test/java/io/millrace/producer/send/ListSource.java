package io.millrace.producer.send;

import io.millrace.model.event.Interaction;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A source of given events.
final class ListSource implements EventSource {
  private final List<Interaction> events;
  private int position;

  ListSource(List<Interaction> events) {
    this.events = events;
  }

  @Override
  public String fingerprint() {
    return "f00d";
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(events.size());
  }

  @Override
  public @Nullable SourcedEvent next() {
    return position == events.size() ? null : new SourcedEvent(position, events.get(position++));
  }

  @Override
  public long malformed() {
    return 3;
  }

  @Override
  public void close() {}
}
