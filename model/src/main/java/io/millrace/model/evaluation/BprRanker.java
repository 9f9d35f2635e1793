package io.millrace.model.evaluation;

import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Bayesian personalised ranking, learned from the stream: each event is compared with items drawn
/// uniformly from the known ones that the user has not consumed; where items may come again, from
/// all known ones but its own.
///
/// ```
/// x = <P_u, Q_i - Q_j> + b_i - b_j      g = 1 / (1 + exp(x))
/// P_u += rate (g (Q_i - Q_j) - lambda P_u)
/// Q_i += rate (g P_u - lambda Q_i)      Q_j += rate (-g P_u - lambda Q_j)
/// b_i += rate (g - lambda b_i)          b_j likewise with -g
/// ```
///
/// Source: Rendle and others 2009. One pass has too few steps for one draw an event, so there are
/// [#DRAWS].
final class BprRanker implements StreamingRanker {
  static final int DRAWS = 40;
  private static final float RATE = 0.05f;
  private static final float LAMBDA = 0.01f;
  private static final double START_SCALE = 0.1;

  private final FactorRows users;
  private final FactorRows items;
  private final int rank;
  private final boolean repeats;
  private final RandomGenerator random;
  private final Histories histories = new Histories();
  private float[] biases = new float[1024]; // by item

  /// @param repeats whether items may come again
  BprRanker(int rank, boolean repeats, Kernels kernels, RandomGenerator random) {
    this.rank = rank;
    this.repeats = repeats;
    this.random = random;
    users = new FactorRows(rank, START_SCALE, random, kernels);
    items = new FactorRows(rank, START_SCALE, random, kernels);
  }

  @Override
  public void score(int user, long timeMillis, int known, float[] scores) {
    ensure(user, known);
    users.dotAll(user, items, known, scores);
    for (int item = 0; item < known; item++) {
      scores[item] += biases[item];
    }
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    ensure(user, item + 1);
    histories.add(user, item);
    if (weight <= 0) {
      return;
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      int other = random.nextInt(items.size());
      boolean candidate = repeats ? other != item : !histories.contains(user, other);
      if (candidate) {
        step(user, item, other);
      }
    }
  }

  private void step(int user, int item, int other) {
    float x =
        users.dot(user, items, item) - users.dot(user, items, other) + biases[item] - biases[other];
    float g = (float) (1 / (1 + StrictMath.exp(x)));
    float[] p = users.values();
    float[] q = items.values();
    int pOffset = users.offset(user);
    int qOffset = items.offset(item);
    int rOffset = items.offset(other);
    for (int i = 0; i < rank; i++) {
      float before = p[pOffset + i];
      p[pOffset + i] += RATE * (g * (q[qOffset + i] - q[rOffset + i]) - LAMBDA * before);
      q[qOffset + i] += RATE * (g * before - LAMBDA * q[qOffset + i]);
      q[rOffset + i] += RATE * (-g * before - LAMBDA * q[rOffset + i]);
    }
    biases[item] += RATE * (g - LAMBDA * biases[item]);
    biases[other] += RATE * (-g - LAMBDA * biases[other]);
  }

  private void ensure(int user, int itemCount) {
    users.ensure(user + 1);
    items.ensure(itemCount);
    if (itemCount > biases.length) {
      biases = Arrays.copyOf(biases, Math.max(itemCount, biases.length * 2));
    }
  }
}
