package io.millrace.model.learner;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Matrix factorisation with recent items, learned from one event at a time.
///
/// Symbols: `P_u` user vector, `V_j` and `b_j` item vector and bias, `i_1 ... i_L` the user's
/// recent items, newest first, `w_k = contextWeight * contextDecay^(k-1)`.
///
/// ```
/// q_u      = P_u + sum_k w_k V[i_k]
/// score(j) = <q_u, V_j> + b_j
/// ```
///
/// An event (u, i) is a step on the sampled softmax loss `-log p_i` over i and the drawn negatives,
/// `p = softmax(score(j) - log pi_j)` (see [NegativeSampler]). With `g_i = 1 - p_i` and `g_j =
/// -p_j`:
///
/// ```
/// dq = sum_j g_j V_j      for P_u, and w_k dq for each V[i_k]
/// dV_j = g_j q_u          db_j = g_j
/// ```
///
/// Rows move by row-wise Adagrad: `G += |d|^2 / rank; row += rate d / sqrt(G)`. All gradients are
/// taken before any row moves. Negatives of small p are sampled, see `keepGradients`. Sources: FPMC
/// (Rendle and others 2010) and FISM (Kabbur and others 2013) for the context, Adagrad (Duchi and
/// others 2011) with one scalar per row.
///
/// A negative weight pushes the user's vector away from the item by a logistic step and leaves the
/// item as it is for everyone else.
///
/// One learner belongs to one task: it writes that task's part of the item matrix.
public final class Learner {
  /// Exponents below this vanish next to the positive's 1.
  private static final float MIN_EXPONENT = -80;

  private final LearnerSettings settings;
  private final ItemMatrix matrix;
  private final ItemPart part;
  private final Kernels kernels;
  private final NegativeSampler sampler;
  private final UserQuery userQuery;
  private final float[] query; // (rank) q_u
  private final float[] queryGradient; // (rank) dq
  private final int[] negatives; // (negatives) slots as drawn
  private final int[] candidates; // (negatives + 1) slots; the positive comes first
  private final float[] gradients; // (negatives + 1) logits, then g_j
  private long skippedUpdates;

  /// @throws IllegalArgumentException if the vectors of the matrix have another rank
  public Learner(LearnerSettings settings, ItemMatrix matrix, ItemPart part, Kernels kernels) {
    if (matrix.rank() != settings.rank()) {
      throw new IllegalArgumentException(
          "rank is " + settings.rank() + ", but the item matrix has rank " + matrix.rank());
    }
    this.settings = settings;
    this.matrix = matrix;
    this.part = part;
    this.kernels = kernels;
    this.sampler = new NegativeSampler(matrix, settings);
    this.userQuery = new UserQuery(settings, matrix);
    this.query = new float[settings.rank()];
    this.queryGradient = new float[settings.rank()];
    this.negatives = new int[settings.negatives()];
    this.candidates = new int[settings.negatives() + 1];
    this.gradients = new float[settings.negatives() + 1];
  }

  /// Step one: what this user looks for now.
  ///
  /// @return `q_u` (rank), valid until the next call
  public float[] score(UserState user) {
    userQuery.write(user, query);
    return query;
  }

  /// Step two: learns that the user did something with an item, after [#score] of the same user.
  ///
  /// @param slot the item
  /// @param weight of the event: positive teaches, negative pushes away, 0 only marks as seen
  /// @param timeMillis when it happened
  /// @param random by which negatives are drawn
  public void learn(
      UserState user, int slot, float weight, long timeMillis, RandomGenerator random) {
    if (weight > 0) {
      learnPositive(user, slot, weight, random);
      sampler.consumed(slot);
      user.remember(slot, timeMillis);
      matrix.count(part, slot, timeMillis, settings.trendHalfLifeMillis());
    } else if (weight < 0) {
      pushAway(user, slot, -weight);
    }
    user.consume(slot, settings.maxConsumed());
    user.setEvents(user.events() + 1);
  }

  /// Updates that were left out since they would have broken a row.
  public long skippedUpdates() {
    return skippedUpdates;
  }

  private void learnPositive(UserState user, int slot, float weight, RandomGenerator random) {
    int count = gatherCandidates(user, slot, random);
    softmax(count);
    count = keepGradients(count, weight, random);
    Arrays.fill(queryGradient, 0);
    for (int x = 0; x < count; x++) {
      matrix.addTo(queryGradient, gradients[x], candidates[x]);
    }

    float queryNorm = meanSquare(query);
    for (int x = 0; x < count; x++) {
      float g = gradients[x];
      moveItem(candidates[x], g, query, g * g * queryNorm, g * settings.biasRate());
    }
    float gradientNorm = meanSquare(queryGradient);
    for (int k = 0; k < user.recentCount(); k++) {
      float w = userQuery.weight(k);
      moveItem(user.recentSlot(k), w, queryGradient, w * w * gradientNorm, 0);
    }
    moveUser(user, 1, queryGradient, gradientNorm);
  }

  /// The positive and the drawn negatives, with corrected scores.
  private int gatherCandidates(UserState user, int slot, RandomGenerator random) {
    int count = 1 + sampler.draw(user, slot, random, negatives);
    candidates[0] = slot;
    System.arraycopy(negatives, 0, candidates, 1, count - 1);
    for (int x = 0; x < count; x++) {
      gradients[x] = scoreOf(candidates[x]) - sampler.logInclusion(candidates[x]);
    }
    return count;
  }

  /// Turns corrected scores into probabilities.
  private void softmax(int count) {
    float max = gradients[0];
    for (int x = 1; x < count; x++) {
      max = Math.max(max, gradients[x]);
    }
    float sum = 0;
    for (int x = 0; x < count; x++) {
      gradients[x] = (float) StrictMath.exp(Math.max(gradients[x] - max, MIN_EXPONENT));
      sum += gradients[x];
    }
    for (int x = 0; x < count; x++) {
      gradients[x] /= sum;
    }
  }

  /// Turns probabilities into gradients and keeps few of the small ones: of negatives below theta a
  /// systematic sample, each with -theta, so that the expected gradient stays `-p_j` while most
  /// rows need no write. Candidates that are not kept are dropped; the positive stays first.
  ///
  /// @return how many are kept
  private int keepGradients(int count, float weight, RandomGenerator random) {
    float theta = settings.sampledGradient();
    gradients[0] = weight * (1 - gradients[0]);
    float passed = random.nextFloat();
    int kept = 1;
    for (int x = 1; x < count; x++) {
      float p = gradients[x];
      boolean small = p < theta;
      if (small) {
        passed += p / theta;
      }
      if (!small || passed > 1) {
        passed -= small ? 1 : 0;
        candidates[kept] = candidates[x];
        gradients[kept++] = -weight * Math.max(p, theta);
      }
    }
    return kept;
  }

  private void pushAway(UserState user, int slot, float weight) {
    float probability = (float) (1 / (1 + StrictMath.exp(-scoreOf(slot))));
    Arrays.fill(queryGradient, 0);
    matrix.addTo(queryGradient, -weight * probability, slot);
    moveUser(user, 1, queryGradient, meanSquare(queryGradient));
  }

  private float scoreOf(int slot) {
    ItemBlock block = matrix.blockOf(slot);
    int row = slot % ItemBlock.ROWS;
    return kernels.dot(query, 0, block.vectors(), row * query.length, query.length)
        + block.biases()[row];
  }

  private float meanSquare(float[] vector) {
    return kernels.dot(vector, 0, vector, 0, vector.length) / vector.length;
  }

  private void moveItem(
      int slot, float scale, float[] direction, float squaredGradient, float bias) {
    float accumulator =
        matrix.blockOf(slot).accumulators()[slot % ItemBlock.ROWS] + squaredGradient;
    float step = scale * settings.learningRate() / (float) Math.sqrt(accumulator);
    if (isUsable(step, accumulator)) {
      matrix.add(part, slot, step, direction, bias, squaredGradient);
    }
  }

  private void moveUser(UserState user, float scale, float[] direction, float squaredGradient) {
    float accumulator = user.accumulator() + squaredGradient;
    float step = scale * settings.learningRate() / (float) Math.sqrt(accumulator);
    if (isUsable(step, accumulator)) {
      float[] vector = user.vector();
      for (int i = 0; i < vector.length; i++) {
        vector[i] += step * direction[i];
      }
      user.setAccumulator(accumulator);
    }
  }

  /// The accumulator, with the new squared gradient in it, is finite only if every element of the
  /// gradient is. It must stay so itself: an infinite one would stop its row for good.
  private boolean isUsable(float step, float accumulator) {
    boolean usable = Float.isFinite(step) && Float.isFinite(accumulator);
    if (!usable) {
      skippedUpdates++;
    }
    return usable;
  }
}
