package io.millrace.model.learner;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.SharedWeights;
import io.millrace.model.vector.Exponential;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Sequence-aware matrix factorisation, learned from one event at a time.
///
/// Symbols: `P_u` user vector; `V_j`, `C_j` and `b_j` item vector, context vector and bias; `i_1
/// ... i_L` the user's recent items, newest first; `w_k = eta_k tau[gap_k]` their weights by place
/// and by time since (see [UserQuery]).
///
/// ```
/// q_u      = P_u + sum_k w_k (V[i_k] + C[i_k])
/// score(j) = <q_u, V_j> + b_j
/// ```
///
/// An event (u, i) is a step on the sampled softmax loss `-log p_i` over i and a pool of negatives,
/// `p = softmax(score(j) - log pi_j)` (see [NegativePool]). With `g_i = 1 - p_i` and `g_j = -p_j`:
///
/// ```
/// dq     = sum_j g_j V_j      for P_u, and w_k dq for each V[i_k] and C[i_k]
/// dV_j   = g_j q_u            db_j = g_j
/// deta_k = tau_k <dq, V[i_k] + C[i_k]>, dtau likewise
/// ```
///
/// Rows move by row-wise Adagrad: `G += |d|^2 / rank; row += rate d / sqrt(G)`; V and C of an item
/// have a G each. All gradients are taken before anything moves. Negatives far below the positive
/// are dropped, those of small p are sampled, see `keepGradients`.
///
/// Sources: sampled softmax with log-q correction (Bengio and Senécal 2008), FPMC (Rendle and
/// others 2010) and FISM (Kabbur and others 2013) for the context, Adagrad (Duchi and others 2011).
/// Unlike FPMC and FISM, an item's context vector is its own vector plus a residual, so that a new
/// item counts as context from its first event.
///
/// A negative weight pushes the user's vector away from the item by a logistic step and leaves the
/// item as it is for everyone else.
///
/// One learner belongs to one task: it writes that task's part of the item matrix.
public final class Learner {
  /// A negative whose corrected score is so far below the positive's is no rival.
  private static final float MAX_BEHIND = 10;

  /// A negative counts as no further ahead than this, so that its exponential is finite.
  private static final float MAX_AHEAD = 60;

  /// Bound of the step of a shared weight, so that no single event turns everyone's queries.
  private static final float MAX_SHARED_GRADIENT = 10;

  private final LearnerSettings settings;
  private final ItemMatrix matrix;
  private final ItemPart part;
  private final Kernels kernels;
  private final NegativePool pool;
  private final UserQuery userQuery;
  private final float[] query; // (rank) q_u
  private final float[] queryGradient; // (rank) dq
  private final float[] context; // (rank) V + C of one recent item
  private final int[] rivals; // (negatives + 1) slots; the positive comes first
  private final float[] gradients; // (negatives + 1) corrected scores, then g_j
  private final float[] contextWeights; // (context) w_k
  private final float[] sharedChange = new float[SharedWeights.SIZE];
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
    this.pool = new NegativePool(matrix, settings);
    this.userQuery = new UserQuery(settings, matrix);
    this.query = new float[settings.rank()];
    this.queryGradient = new float[settings.rank()];
    this.context = new float[settings.rank()];
    this.rivals = new int[settings.negatives() + 1];
    this.gradients = new float[settings.negatives() + 1];
    this.contextWeights = new float[settings.context()];
  }

  /// Step one: what this user looks for at a time.
  ///
  /// @return `q_u` (rank), valid until the next call
  public float[] score(UserState user, long timeMillis) {
    userQuery.write(user, timeMillis, query);
    return query;
  }

  /// Step two: learns that the user did something with an item, after [#score] of the same user and
  /// time.
  ///
  /// @param slot the item
  /// @param weight of the event: positive teaches, negative pushes away, 0 only marks as seen
  /// @param timeMillis when it happened
  /// @param random by which negatives are drawn
  public void learn(
      UserState user, int slot, float weight, long timeMillis, RandomGenerator random) {
    if (weight > 0) {
      learnPositive(user, slot, weight, timeMillis, random);
      pool.consumed(slot);
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

  private void learnPositive(
      UserState user, int slot, float weight, long timeMillis, RandomGenerator random) {
    pool.refresh(random.nextLong());
    int count = softmax(user, slot);
    if (count == 0) {
      skippedUpdates++;
      return;
    }
    count = keepGradients(count, weight, random);
    Arrays.fill(queryGradient, 0);
    for (int x = 0; x < count; x++) {
      matrix.addTo(queryGradient, gradients[x], rivals[x]);
    }
    SharedWeights shared = matrix.sharedWeights();
    sharedGradients(shared, user, timeMillis);

    float queryNorm = meanSquare(query);
    for (int x = 0; x < count; x++) {
      float g = gradients[x];
      moveItem(rivals[x], g, query, g * g * queryNorm, g * settings.biasRate());
    }
    float gradientNorm = meanSquare(queryGradient);
    for (int k = 0; k < user.recentCount(); k++) {
      float w = contextWeights[k];
      moveContext(user.recentSlot(k), w, queryGradient, w * w * gradientNorm);
      moveItem(user.recentSlot(k), w, queryGradient, w * w * gradientNorm, 0);
    }
    if (user.recentCount() > 0 && settings.sharedRate() > 0) {
      matrix.addToSharedWeights(part, sharedChange);
    }
    moveUser(user, queryGradient, gradientNorm);
  }

  /// Corrected scores of the positive and of its rivals in the pool, turned into probabilities.
  ///
  /// @return how many there are, with the positive in front; 0 if a score is not finite
  private int softmax(UserState user, int slot) {
    gradients[0] = 1;
    rivals[0] = slot;
    float own = scoreOf(slot) - pool.logInclusionOf(slot);
    exclude(user, slot, true);
    float sum = 1;
    int count = 1;
    for (int entry = 0; entry < pool.size(); entry++) {
      if (pool.isExcluded(entry)) {
        continue;
      }
      int rival = pool.slot(entry);
      float ahead = scoreOf(rival) - pool.logInclusion(entry) - own;
      if (!(ahead <= -MAX_BEHIND)) {
        float e = Exponential.of(Math.min(ahead, MAX_AHEAD));
        sum += e;
        rivals[count] = rival;
        gradients[count++] = e;
      }
    }
    exclude(user, slot, false);
    if (!Float.isFinite(sum)) {
      return 0;
    }
    for (int x = 0; x < count; x++) {
      gradients[x] /= sum;
    }
    return count;
  }

  /// Leaves the positive and what the user consumed out of the pool, or takes them back in.
  private void exclude(UserState user, int slot, boolean excluded) {
    pool.setExcluded(slot, excluded);
    for (int i = 0; i < user.consumedCount(); i++) {
      pool.setExcluded(user.consumed(i), excluded);
    }
  }

  /// `w_k`, and the steps of `eta` and `tau`, from the values before the event.
  private void sharedGradients(SharedWeights shared, UserState user, long timeMillis) {
    Arrays.fill(sharedChange, 0);
    for (int k = 0; k < user.recentCount(); k++) {
      float place = userQuery.place(shared, k);
      float gap = userQuery.gap(shared, user, k, timeMillis);
      contextWeights[k] = place * gap;
      Arrays.fill(context, 0);
      matrix.addContextTo(context, 1, user.recentSlot(k));
      float product = kernels.dot(queryGradient, 0, context, 0, context.length);
      sharedChange[k] += settings.sharedRate() * bounded(gap * product);
      sharedChange[SharedWeights.gapIndex(timeMillis - user.recentMillis(k))] +=
          settings.sharedRate() * bounded(place * product);
    }
  }

  /// A gradient within bounds; 0 if it is not a number.
  private static float bounded(float gradient) {
    return gradient >= 0
        ? Math.min(gradient, MAX_SHARED_GRADIENT)
        : gradient < 0 ? Math.max(gradient, -MAX_SHARED_GRADIENT) : 0;
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
        rivals[kept] = rivals[x];
        gradients[kept++] = -weight * Math.max(p, theta);
      }
    }
    return kept;
  }

  private void pushAway(UserState user, int slot, float weight) {
    float probability = (float) (1 / (1 + StrictMath.exp(-scoreOf(slot))));
    Arrays.fill(queryGradient, 0);
    matrix.addTo(queryGradient, -weight * probability, slot);
    moveUser(user, queryGradient, meanSquare(queryGradient));
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

  private void moveContext(int slot, float scale, float[] direction, float squaredGradient) {
    float accumulator =
        matrix.blockOf(slot).contextAccumulators()[slot % ItemBlock.ROWS] + squaredGradient;
    float step = scale * settings.learningRate() / (float) Math.sqrt(accumulator);
    if (isUsable(step, accumulator)) {
      matrix.addToContext(part, slot, step, direction, squaredGradient);
    }
  }

  private void moveUser(UserState user, float[] direction, float squaredGradient) {
    float accumulator = user.accumulator() + squaredGradient;
    float step = settings.learningRate() / (float) Math.sqrt(accumulator);
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
