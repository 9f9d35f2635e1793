package io.millrace.producer.world;

import java.util.Arrays;

/// How much each item is in demand, moving slowly.
///
/// Log-popularity is a fixed part and a deviation: `log w_i = -s log r_i + x_i`, with `r_i` the
/// rank the item was born with and `s` = 0.45, which makes the catalogue Zipf-like. The deviation is
/// an Ornstein-Uhlenbeck process: over `t` thousand events
///
///     x_i <- a x_i + sqrt(1 - a^2) sigma n,  a = exp(-drift t),  n ~ N(0, 1)
///
/// so items come and go while the shape of the whole stays. A new item is promoted: it starts
/// `ln 3` above its lot, which wears off at the same speed.
final class Popularity {
  private static final double ZIPF_EXPONENT = 0.45;
  private static final double DEVIATION = 0.6;
  private static final double PROMOTION = StrictMath.log(3);

  private final double driftPerThousand;
  private double[] bases = new double[16]; // (capacity), -s log r
  private double[] deviations = new double[16]; // (capacity), x
  private double[] weights = new double[16]; // (capacity), w
  private int size;

  Popularity(double driftPerThousand) {
    this.driftPerThousand = driftPerThousand;
  }

  /// Adds the next item. It weighs nothing before the next [#advance].
  ///
  /// @param rank the rank it is born with, from 1
  void add(int rank, boolean promoted, WorldRandom random) {
    if (size == weights.length) {
      bases = Arrays.copyOf(bases, 2 * size);
      deviations = Arrays.copyOf(deviations, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
    }
    bases[size] = -ZIPF_EXPONENT * StrictMath.log(rank);
    deviations[size] = DEVIATION * random.gaussian() + (promoted ? PROMOTION : 0);
    size++;
  }

  /// Moves on by so many thousand events.
  void advance(double thousands, WorldRandom random) {
    double kept = StrictMath.exp(-driftPerThousand * thousands);
    double scale = DEVIATION * StrictMath.sqrt(1 - kept * kept);
    for (int item = 0; item < size; item++) {
      deviations[item] = kept * deviations[item] + scale * random.gaussian();
      weights[item] = StrictMath.exp(bases[item] + deviations[item]);
    }
  }

  double weight(int item) {
    return weights[item];
  }
}
