package io.millrace.app.snapshot;

/// Hears how an export or an import goes on.
public interface Progress {
  /// A partition was read from the changelogs.
  ///
  /// @param users of it
  /// @param nextInteraction offset of the next event to be learned
  default void partition(int partition, long users, long nextInteraction) {}

  /// So many records are on their way to the changelogs.
  default void sent(long records) {}
}
