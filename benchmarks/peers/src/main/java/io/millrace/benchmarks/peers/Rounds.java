package io.millrace.benchmarks.peers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// Measures contenders in turn, round by round, so that whatever else the machine does hits all of
/// them alike.
final class Rounds {
  private Rounds() {}

  /// @param contenders of different names
  /// @return by name the median, over all rounds, of what [Contender#run] gives
  static Map<String, Double> medians(List<Contender> contenders, int rounds) {
    Map<String, double[]> measured = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        measured.merge(contender.name(), contender.run(), Rounds::joined);
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    measured.forEach((name, values) -> medians.put(name, Quantiles.median(values)));
    return medians;
  }

  static double[] joined(double[] first, double[] second) {
    return DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }
}
