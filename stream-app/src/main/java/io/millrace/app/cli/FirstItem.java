package io.millrace.app.cli;

import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A source that remembers the item of its first event: an example that is sure to exist.
final class FirstItem implements EventSource {
  private final EventSource source;
  private volatile @Nullable String itemId;

  /// @param source closed together with this one
  FirstItem(EventSource source) {
    this.source = source;
  }

  /// Empty until the first event was taken. May be asked by any thread.
  Optional<String> itemId() {
    return Optional.ofNullable(itemId);
  }

  @Override
  public @Nullable SourcedEvent next() {
    SourcedEvent event = source.next();
    if (event != null && itemId == null) {
      itemId = event.interaction().itemId();
    }
    return event;
  }

  @Override
  public String fingerprint() {
    return source.fingerprint();
  }

  @Override
  public OptionalLong size() {
    return source.size();
  }

  @Override
  public long malformed() {
    return source.malformed();
  }

  @Override
  public void close() {
    source.close();
  }
}
