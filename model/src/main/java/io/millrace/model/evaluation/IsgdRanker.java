package io.millrace.model.evaluation;

import io.millrace.model.vector.Kernels;
import java.util.random.RandomGenerator;

/// Incremental SGD for positive-only feedback: each event is a step towards `<P_u, Q_i> = 1`.
///
/// ```
/// e = 1 - <P_u, Q_i>
/// P_u += rate (e Q_i - lambda P_u)      Q_i += rate (e P_u - lambda Q_i)
/// ```
///
/// Both from the values before the event. Source: Vinagre, Jorge and Gama 2014, "Fast incremental
/// matrix factorization for recommendation with positive-only feedback", where items rank by `|1 -
/// <P_u, Q_i>|`.
final class IsgdRanker implements StreamingRanker {
  private static final float RATE = 0.1f;
  private static final float LAMBDA = 0.01f;
  private static final double START_SCALE = 0.1;

  private final FactorRows users;
  private final FactorRows items;
  private final int rank;

  IsgdRanker(int rank, Kernels kernels, RandomGenerator random) {
    this.rank = rank;
    users = new FactorRows(rank, START_SCALE, random, kernels);
    items = new FactorRows(rank, START_SCALE, random, kernels);
  }

  @Override
  public void score(int user, long timeMillis, int known, float[] scores) {
    users.ensure(user + 1);
    items.ensure(known);
    users.dotAll(user, items, known, scores);
    for (int item = 0; item < known; item++) {
      scores[item] = -Math.abs(1 - scores[item]);
    }
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    if (weight <= 0) {
      return;
    }
    users.ensure(user + 1);
    items.ensure(item + 1);
    float error = 1 - users.dot(user, items, item);
    float[] p = users.values();
    float[] q = items.values();
    int pOffset = users.offset(user);
    int qOffset = items.offset(item);
    for (int i = 0; i < rank; i++) {
      float before = p[pOffset + i];
      p[pOffset + i] += RATE * (error * q[qOffset + i] - LAMBDA * before);
      q[qOffset + i] += RATE * (error * before - LAMBDA * q[qOffset + i]);
    }
  }
}
