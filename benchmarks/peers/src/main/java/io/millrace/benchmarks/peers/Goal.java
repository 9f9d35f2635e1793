package io.millrace.benchmarks.peers;

import org.jspecify.annotations.Nullable;

/// What a figure must reach.
///
/// @param atLeast whether the bound is the least; else it is the most
record Goal(boolean atLeast, double bound) {
  private static final int SMALL = 10_000;
  private static final int MEDIUM = 100_000;
  private static final int LARGE = 1_000_000;

  static Goal atLeast(double bound) {
    return new Goal(true, bound);
  }

  static Goal atMost(double bound) {
    return new Goal(false, bound);
  }

  /// The goal of a size, of those for 10,000, 100,000 and 1,000,000 items; null for others.
  static @Nullable Goal atLeastBySize(int items, double small, double medium, double large) {
    return switch (items) {
      case SMALL -> atLeast(small);
      case MEDIUM -> atLeast(medium);
      case LARGE -> atLeast(large);
      default -> null;
    };
  }

  boolean isReachedBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  @Override
  public String toString() {
    return (atLeast ? ">= " : "<= ") + Report.number(bound);
  }
}
