package io.millrace.model.item;

/// Popularity that halves in a fixed time, kept as one number that needs no upkeep.
///
/// The decayed count of an item at time T is `sum over events e of 2^((t_e - T) / h)` with
/// half-life h. Its base-2 logarithm is `key - T / h` with `key = log2(sum of 2^(t_e / h))`. The
/// key does not depend on T: items rank by it at any time, an event adds to it in any order, and
/// the keys of several partitions add up. Forward decay, after Cormode, Shkapenyuk, Srivastava and
/// Xu (2009); kept as a logarithm here, since `2^(t / h)` itself overflows.
public final class Trend {
  /// The key of an item without events.
  public static final double NONE = Double.NEGATIVE_INFINITY;

  private static final double LN2 = StrictMath.log(2);

  private Trend() {}

  /// The key after one more event.
  ///
  /// @param timeMillis when it happened
  /// @param halfLifeMillis time in which an event's share halves
  public static double add(double key, long timeMillis, long halfLifeMillis) {
    return merge(key, (double) timeMillis / halfLifeMillis);
  }

  /// The key of two sets of events together: `log2(2^a + 2^b)`.
  public static double merge(double a, double b) {
    double high = Math.max(a, b);
    double low = Math.min(a, b);
    if (low == NONE) {
      return high;
    }
    return high + StrictMath.log1p(StrictMath.exp((low - high) * LN2)) / LN2;
  }

  /// The decayed count at a time. As of the newest event it is at most the number of events; years
  /// later it underflows to 0.
  public static double countAt(double key, long timeMillis, long halfLifeMillis) {
    return StrictMath.exp((key - (double) timeMillis / halfLifeMillis) * LN2);
  }
}
