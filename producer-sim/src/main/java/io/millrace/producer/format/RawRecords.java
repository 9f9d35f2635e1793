package io.millrace.producer.format;

import org.jspecify.annotations.Nullable;

/// The records of a stream, not yet read. Used by one thread at a time; close it after use.
interface RawRecords extends AutoCloseable {

  /// The next record, or null at the end.
  ///
  /// @throws java.io.UncheckedIOException if reading fails
  @Nullable Line next();

  @Override
  void close();
}
