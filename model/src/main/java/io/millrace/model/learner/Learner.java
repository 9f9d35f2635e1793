package io.millrace.model.learner;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.SharedWeights;
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
/// are dropped (see [Kernels#MAX_BEHIND]); of those with p below theta a systematic sample is kept,
/// each with theta in place of p, so that the expected gradient stays `-p_j` while most rows need
/// no write.
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
  // Sized for the pool and the positive, rounded up to a multiple of 16.
  private final int[] candidates; // slots of the pool, then of the positive
  private final float[] terms; // scores of the candidates, then terms of the softmax
  private final float[] corrections; // what is added to scores
  private final float[] walks = new float[Kernels.PARTIAL_SUMS]; // of the sample
  private final int[] sampled; // candidates that are kept
  private final int[] changed; // slots of rows that move
  private final float[] gradients; // g_j of those
  private final float[] scratch = new float[Kernels.SCRATCH];
  // Sized for the recent items, rounded up to a multiple of 16.
  private final int[] recent; // slots i_k
  private final float[] vectorProducts; // <dq, V[i_k]>
  private final float[] contextProducts; // <dq, C[i_k]>
  private final float[] contextWeights; // (context) w_k
  private final float[] placeGradients; // (context)
  private final float[] gapGradients; // (context)
  private final int[] sharedIndices; // (2 context)
  private final float[] sharedChanges; // (2 context)
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
    int places = roundUp(settings.negatives() + 1);
    this.candidates = new int[places];
    this.terms = new float[places];
    this.corrections = new float[places];
    this.sampled = new int[places];
    this.changed = new int[places];
    this.gradients = new float[places];
    int recentPlaces = roundUp(settings.context());
    this.recent = new int[recentPlaces];
    this.vectorProducts = new float[recentPlaces];
    this.contextProducts = new float[recentPlaces];
    this.contextWeights = new float[settings.context()];
    this.placeGradients = new float[settings.context()];
    this.gapGradients = new float[settings.context()];
    this.sharedIndices = new int[2 * settings.context()];
    this.sharedChanges = new float[2 * settings.context()];
  }

  private static int roundUp(int count) {
    int group = Kernels.PARTIAL_SUMS;
    return (count + group - 1) / group * group;
  }

  /// Step one: what this user looks for at a time.
  ///
  /// @return `q_u` (rank), valid until the next call
  public float[] score(UserState user, long timeMillis) {
    userQuery.write(user, timeMillis, query);
    return query;
  }

  /// The same as [#learn(UserState, int, int, float, long, RandomGenerator)] for an event whose
  /// type does not matter.
  public void learn(
      UserState user, int slot, float weight, long timeMillis, RandomGenerator random) {
    learn(user, slot, 0, weight, timeMillis, random);
  }

  /// Step two: learns that the user did something with an item, after [#score] of the same user and
  /// time.
  ///
  /// @param slot the item
  /// @param type number of the type of event; see [io.millrace.model.event.EventTypeNumbers]
  /// @param weight of the event: positive teaches, negative pushes away, 0 only marks as seen
  /// @param timeMillis when it happened
  /// @param random by which negatives are drawn
  public void learn(
      UserState user, int slot, int type, float weight, long timeMillis, RandomGenerator random) {
    if (weight > 0) {
      learnPositive(user, slot, weight, timeMillis, random);
      pool.consumed(slot);
      user.remember(slot, timeMillis);
      matrix.count(part, slot, timeMillis, settings.trendHalfLifeMillis());
    } else if (weight < 0) {
      pushAway(user, slot, -weight);
    }
    user.consume(slot, type, timeMillis, weight > 0, settings.maxConsumed());
    user.setEvents(user.events() + 1);
    user.advanceTo(timeMillis);
  }

  /// Takes back that the user did something with an item, as far as it can be told apart: the item
  /// is neither consumed nor recent any more, and one event less is counted of the user and, if it
  /// was such an event, of the item. What it moved in vectors stays, and what it added to the trend
  /// fades. Without an event of the user with the item nothing changes, so it can be repeated.
  ///
  /// @param slot the item
  /// @return whether anything changed
  public boolean undo(UserState user, int slot) {
    UserState.Forgotten forgotten = user.forget(slot);
    if (forgotten == UserState.Forgotten.UNKNOWN) {
      return false;
    }
    if (forgotten == UserState.Forgotten.COUNTED) {
      matrix.uncount(part, slot);
    }
    user.setEvents(Math.max(0, user.events() - 1));
    return true;
  }

  /// Draws none of these slots any more, which were let go.
  public void forget(int[] slots) {
    pool.forget(slots);
  }

  /// Updates that were left out since they would have broken a row.
  public long skippedUpdates() {
    return skippedUpdates;
  }

  private void learnPositive(
      UserState user, int slot, float weight, long timeMillis, RandomGenerator random) {
    pool.refresh(random.nextLong());
    int count = gradients(user, slot, weight, random);
    if (count == 0) {
      skippedUpdates++;
      return;
    }
    Arrays.fill(queryGradient, 0);
    for (int x = 0; x < count; x++) {
      matrix.visible().addTo(queryGradient, gradients[x], changed[x]);
    }
    contextGradients(user, timeMillis);

    float queryNorm = meanSquare(query);
    for (int x = 0; x < count; x++) {
      float g = gradients[x];
      moveItem(changed[x], g, query, g * g * queryNorm, g * settings.biasRate());
      pool.biasMoved(changed[x]);
    }
    float gradientNorm = meanSquare(queryGradient);
    for (int k = 0; k < user.recentCount(); k++) {
      moveContextItem(user.recentSlot(k), contextWeights[k], gradientNorm);
    }
    moveSharedWeights(user, timeMillis);
    moveUser(user, queryGradient, gradientNorm);
  }

  /// The rows that the event moves and their gradients `g_j`, the positive's first.
  ///
  /// @return how many there are; 0 if a score is not finite
  private int gradients(UserState user, int slot, float weight, RandomGenerator random) {
    int size = pool.size();
    int length = roundUp(size + 1);
    pool.writeSlots(candidates);
    candidates[size] = slot;
    pool.writeCorrections(corrections);
    Arrays.fill(corrections, size, length, Float.NEGATIVE_INFINITY);
    pool.exclude(slot, user, corrections);
    matrix.visible().products(query, candidates, length, terms, scratch);
    float own = terms[size] + matrix.visible().bias(slot) - pool.logInclusionOf(slot);
    if (!Float.isFinite(own)) {
      return 0;
    }
    float sum = 1 + kernels.softmaxTerms(terms, corrections, own, length);
    changed[0] = slot;
    gradients[0] = weight * (1 - 1 / sum);
    float theta = settings.sampledGradient();
    float ratio = Math.min(1 / (sum * theta), Float.MAX_VALUE);
    int kept = kernels.sample(terms, length, ratio, random.nextFloat(), walks, sampled);
    for (int x = 0; x < kept; x++) {
      int entry = sampled[x];
      changed[x + 1] = candidates[entry];
      gradients[x + 1] = -weight * Math.max(terms[entry] / sum, theta);
    }
    return kept + 1;
  }

  /// `w_k`, and the gradients of `eta` and `tau`, from the values before the event.
  private void contextGradients(UserState user, long timeMillis) {
    int length = user.recentCount();
    for (int k = 0; k < length; k++) {
      recent[k] = user.recentSlot(k);
    }
    matrix.visible().products(queryGradient, recent, roundUp(length), vectorProducts, scratch);
    matrix
        .visible()
        .contextProducts(queryGradient, recent, roundUp(length), contextProducts, scratch);
    SharedWeights shared = matrix.sharedWeights();
    for (int k = 0; k < length; k++) {
      float product = vectorProducts[k] + contextProducts[k];
      float place = userQuery.place(shared, k);
      float gap = userQuery.gap(shared, user, k, timeMillis);
      contextWeights[k] = place * gap;
      placeGradients[k] = bounded(gap * product);
      gapGradients[k] = bounded(place * product);
    }
  }

  /// A gradient within bounds; 0 if it is not a number.
  private static float bounded(float gradient) {
    return gradient >= 0
        ? Math.min(gradient, MAX_SHARED_GRADIENT)
        : gradient < 0 ? Math.max(gradient, -MAX_SHARED_GRADIENT) : 0;
  }

  private void moveSharedWeights(UserState user, long timeMillis) {
    float rate = settings.sharedRate();
    int length = user.recentCount();
    if (rate == 0 || length == 0) {
      return;
    }
    for (int k = 0; k < length; k++) {
      sharedIndices[k] = k;
      sharedChanges[k] = rate * placeGradients[k];
      sharedIndices[length + k] = SharedWeights.gapIndex(timeMillis - user.recentMillis(k));
      sharedChanges[length + k] = rate * gapGradients[k];
    }
    matrix.addToSharedWeights(part, sharedIndices, sharedChanges, 2 * length);
  }

  private void pushAway(UserState user, int slot, float weight) {
    float probability = (float) (1 / (1 + StrictMath.exp(-scoreOf(slot))));
    Arrays.fill(queryGradient, 0);
    matrix.visible().addTo(queryGradient, -weight * probability, slot);
    moveUser(user, queryGradient, meanSquare(queryGradient));
  }

  private float scoreOf(int slot) {
    ItemBlock block = matrix.blockOf(slot);
    int row = slot % ItemBlock.ROWS;
    return kernels.dot(query, 0, block.vectors(), block.vectorAt(row), query.length)
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

  /// Moves the context vector and the vector of one of the user's recent items.
  private void moveContextItem(int slot, float weight, float gradientNorm) {
    ItemBlock block = matrix.blockOf(slot);
    int row = slot % ItemBlock.ROWS;
    float squaredGradient = weight * weight * gradientNorm;
    float contextAccumulator = block.contextAccumulators()[row] + squaredGradient;
    float contextStep = weight * settings.learningRate() / (float) Math.sqrt(contextAccumulator);
    float accumulator = block.accumulators()[row] + squaredGradient;
    float step = weight * settings.learningRate() / (float) Math.sqrt(accumulator);
    if (isUsable(contextStep, contextAccumulator) && isUsable(step, accumulator)) {
      matrix.addWithContext(part, slot, contextStep, step, queryGradient, squaredGradient);
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
