package io.millrace.benchmarks.peers;

/// One of those that are compared. Answers all queries of a set, one after the other, by one
/// thread.
interface Contender extends AutoCloseable {
  /// The row of the report.
  String name();

  /// Version and variant.
  String description();

  /// @return microseconds that each query took
  double[] run();

  /// @return (queries, K) item numbers, best first; -1 for a place that no item takes
  int[] answers();

  @Override
  default void close() {}
}
