package io.millrace.producer;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Events in the order in which they are sent. Used by one thread at a time; close it after use.
public interface EventSource extends AutoCloseable {

  /// Short hexadecimal hash of the content. Sources with the same fingerprint give the same events
  /// at the same positions, so sending one may be continued with another.
  String fingerprint();

  /// Number of well-formed events, if it is known before they are read.
  OptionalLong size();

  /// The next event, or null after the last.
  ///
  /// @throws java.io.UncheckedIOException if reading fails
  @Nullable SourcedEvent next();

  /// Number of malformed entries met so far. They have no position.
  long malformed();

  /// Number of records met so far that are left out on purpose. They have no position.
  default long dropped() {
    return 0;
  }

  @Override
  void close();
}
