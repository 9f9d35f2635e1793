package io.millrace.producer.format;

import org.jspecify.annotations.Nullable;

/// Items of a file in the order of their lines. Used by one thread at a time; close it after use.
public final class ItemSource implements AutoCloseable {
  private final Records<ListedItem> records;

  ItemSource(Records<ListedItem> records) {
    this.records = records;
  }

  /// The next item, or null after the last.
  ///
  /// @throws java.io.UncheckedIOException if reading fails
  public @Nullable ListedItem next() {
    return records.next();
  }

  /// Number of malformed lines met so far.
  public long malformed() {
    return records.malformed();
  }

  @Override
  public void close() {
    records.close();
  }
}
