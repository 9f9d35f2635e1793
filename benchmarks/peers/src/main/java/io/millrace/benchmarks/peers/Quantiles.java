package io.millrace.benchmarks.peers;

import java.util.Arrays;

/// Quantiles of measurements.
final class Quantiles {
  private Quantiles() {}

  static double median(double[] values) {
    return of(values, 0.5);
  }

  /// The smallest value that a share of the values does not exceed.
  ///
  /// @param values at least one
  static double of(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, place)];
  }
}
