package io.millrace.model.evaluation;

import java.util.Arrays;

/// Ranks by the number of events so far, each halving in weight after a half-life.
///
/// In place of letting all counts decay, later events count more: an event at time t adds `2^(t /
/// halfLife)`. Exponents are taken from a base that moves on, so that nothing overflows.
final class PopularityRanker implements StreamingRanker {
  /// Half-lives after which the base moves on; what is older has lost all but 2^-64 of its weight.
  private static final double MAX_EXPONENT = 64;

  private final double halfLifeMillis;
  private double[] counts = new double[1024]; // by item, at the base
  private long baseMillis = Long.MIN_VALUE;

  private PopularityRanker(double halfLifeMillis) {
    this.halfLifeMillis = halfLifeMillis;
  }

  /// Counts that never decay.
  static PopularityRanker overall() {
    return new PopularityRanker(Double.POSITIVE_INFINITY);
  }

  static PopularityRanker decayed(long halfLifeMillis) {
    return new PopularityRanker(halfLifeMillis);
  }

  @Override
  public void score(int user, long timeMillis, int known, float[] scores) {
    ensure(known);
    for (int item = 0; item < known; item++) {
      scores[item] = (float) counts[item];
    }
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    if (weight > 0) {
      ensure(item + 1);
      counts[item] += StrictMath.pow(2, exponentAt(timeMillis));
    }
  }

  private double exponentAt(long timeMillis) {
    if (baseMillis == Long.MIN_VALUE) {
      baseMillis = timeMillis;
    }
    double exponent = (timeMillis - baseMillis) / halfLifeMillis;
    if (exponent <= MAX_EXPONENT) {
      return exponent;
    }
    double factor = StrictMath.pow(2, -exponent);
    for (int i = 0; i < counts.length; i++) {
      counts[i] *= factor;
    }
    baseMillis = timeMillis;
    return 0;
  }

  private void ensure(int length) {
    if (length > counts.length) {
      counts = Arrays.copyOf(counts, Math.max(length, counts.length * 2));
    }
  }
}
