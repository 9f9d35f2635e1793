package io.millrace.model.evaluation;

import io.millrace.model.vector.Kernels;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Implicit matrix factorisation by alternating least squares, refitted to all events so far each
/// time a share of the stream has passed: what a batch job would serve in between.
///
/// ```
/// minimise  sum_(u,i) n_ui (1 - <P_u, Q_i>)^2 + unseen sum_u sum_i <P_u, Q_i>^2
///           + sum_u lambda_u |P_u|^2 + sum_i lambda_i |Q_i|^2
/// lambda_u = lambda (n_u + unseen |items|)      lambda_i = lambda (n_i + unseen |users|)
/// ```
///
/// `n_ui` is the number of events of user u with item i. One side is solved row by row with the
/// other held fixed, by a few steps of conjugate gradients. A refit starts from the factors of the
/// one before.
///
/// Between two refits item vectors stand still and items that are new have no vector: they score 0.
/// A user's vector is solved for anew, from all of the user's events so far, whenever it is asked
/// for. So users who are new to the model are folded in, and those who went on are up to date.
/// Before the first refit, and for a user none of whose items has a vector, popularity ranks.
///
/// Sources: Hu, Koren and Volinsky 2008; Takács, Pilászy and Tikk 2011 for conjugate gradients; the
/// regularisation is that of Rendle, Krichene, Zhang and Koren 2022, "Revisiting the performance of
/// iALS on item recommendation benchmarks".
final class IalsRanker implements StreamingRanker {
  /// What is chosen by tuning.
  ///
  /// @param unseen weight of a pair without an event
  /// @param lambda of the regularisation
  /// @param sweeps over users and items in each refit
  record Tuning(float unseen, float lambda, int sweeps) {
    static final Tuning DEFAULT = new Tuning(1, 0.003f, 8);
  }

  private static final int STEPS = 3; // of conjugate gradients in a sweep
  private static final int FOLD_IN_STEPS = 8;

  private final Tuning tuning;
  private final int rank;
  private final double eventsPerRefit;
  private final Kernels kernels;
  private final FactorRows users;
  private final FactorRows items;
  private final Ratings byUser = new Ratings();
  private final float[] scratch = new float[Kernels.SCRATCH];
  private final float[] gram; // (rank, rank) unseen times the sum of q q^T over items
  private final float[] residual; // (rank)
  private final float[] direction; // (rank)
  private final float[] product; // (rank)
  private boolean[] upToDate = new boolean[1024]; // by user: whether the vector has all events
  private float[] counts = new float[1024]; // by item
  private int fitted; // items below it have vectors
  private long events;
  private long refits;

  /// Events of one side, by the numbers of the other.
  private static final class Ratings {
    private final List<IntArrayList> others = new ArrayList<>();
    private final List<FloatArrayList> counts = new ArrayList<>();

    int size() {
      return others.size();
    }

    void ensure(int size) {
      while (others.size() < size) {
        others.add(new IntArrayList(4));
        counts.add(new FloatArrayList(4));
      }
    }

    void count(int row, int other) {
      int place = others.get(row).indexOf(other);
      if (place < 0) {
        append(row, other, 1);
      } else {
        counts.get(row).set(place, counts.get(row).getFloat(place) + 1);
      }
    }

    private void append(int row, int other, float count) {
      others.get(row).add(other);
      counts.get(row).add(count);
    }

    Ratings transposed(int size) {
      var transposed = new Ratings();
      transposed.ensure(size);
      for (int row = 0; row < size(); row++) {
        for (int i = 0; i < others.get(row).size(); i++) {
          transposed.append(others.get(row).getInt(i), row, counts.get(row).getFloat(i));
        }
      }
      return transposed;
    }
  }

  /// @param eventsPerRefit above 0
  IalsRanker(
      Tuning tuning, int rank, double eventsPerRefit, Kernels kernels, RandomGenerator random) {
    this.tuning = tuning;
    this.rank = rank;
    this.eventsPerRefit = eventsPerRefit;
    this.kernels = kernels;
    double scale = 0.1 / Math.sqrt(rank);
    users = new FactorRows(rank, scale, random, kernels);
    items = new FactorRows(rank, scale, random, kernels);
    gram = new float[rank * rank];
    residual = new float[rank];
    direction = new float[rank];
    product = new float[rank];
  }

  @Override
  public void score(int user, long timeMillis, int known, float[] scores) {
    ensure(user, known - 1);
    if (!foldIn(user)) {
      System.arraycopy(counts, 0, scores, 0, known);
      return;
    }
    int withVector = Math.min(known, fitted);
    users.dotAll(user, items, withVector, scores);
    Arrays.fill(scores, withVector, known, 0);
  }

  /// Brings a user's vector up to date; false if there is nothing that it could be solved from.
  private boolean foldIn(int user) {
    IntArrayList own = byUser.others.get(user);
    boolean solvable = false;
    for (int i = 0; i < own.size() && !solvable; i++) {
      solvable = own.getInt(i) < fitted;
    }
    if (solvable && !upToDate[user]) {
      solve(users, user, byUser, items, fitted, FOLD_IN_STEPS);
      upToDate[user] = true;
    }
    return solvable;
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    ensure(user, item);
    if (weight > 0) {
      byUser.count(user, item);
      counts[item]++;
      upToDate[user] = false;
    }
    events++;
    if (events + 0.5 > (refits + 1) * eventsPerRefit) { // the nearest event
      refits++;
      refit();
    }
  }

  private void refit() {
    int size = counts.length;
    while (size > 0 && counts[size - 1] == 0) {
      size--;
    }
    fitted = size;
    items.ensure(fitted);
    Ratings byItem = byUser.transposed(fitted);
    for (int sweep = 0; sweep < tuning.sweeps; sweep++) {
      fillGram(items, fitted);
      for (int user = 0; user < byUser.size(); user++) {
        solve(users, user, byUser, items, fitted, STEPS);
      }
      fillGram(users, byUser.size());
      for (int item = 0; item < fitted; item++) {
        solve(items, item, byItem, users, byUser.size(), STEPS);
      }
    }
    fillGram(items, fitted);
    Arrays.fill(upToDate, false);
  }

  /// `unseen` times the sum of the outer products of the first rows with themselves.
  private void fillGram(FactorRows rows, int count) {
    Arrays.fill(gram, 0);
    float[] values = rows.values();
    for (int row = 0; row < count; row++) {
      int offset = rows.offset(row);
      for (int i = 0; i < rank; i++) {
        float scale = tuning.unseen * values[offset + i];
        int to = i * rank;
        for (int j = 0; j < rank; j++) {
          gram[to + j] += scale * values[offset + j];
        }
      }
    }
  }

  /// Conjugate gradients on `(gram + sum_j n_j y_j y_j^T + lambda I) x = sum_j n_j y_j` from where
  /// x is, with y_j the other side's vectors.
  private void solve(
      FactorRows rows, int row, Ratings ratings, FactorRows others, int otherCount, int steps) {
    IntArrayList numbers = ratings.others.get(row);
    FloatArrayList weights = ratings.counts.get(row);
    float[] x = rows.values();
    int offset = rows.offset(row);
    float lambda = lambda(weights, otherCount);

    System.arraycopy(x, offset, direction, 0, rank);
    multiply(numbers, weights, others, otherCount, lambda, direction);
    for (int i = 0; i < rank; i++) {
      residual[i] = -product[i];
    }
    for (int k = 0; k < numbers.size(); k++) {
      if (numbers.getInt(k) < otherCount) {
        add(residual, weights.getFloat(k), others, numbers.getInt(k));
      }
    }
    System.arraycopy(residual, 0, direction, 0, rank);
    float squared = kernels.dot(residual, 0, residual, 0, rank);
    for (int step = 0; step < steps && squared > 1e-12f; step++) {
      multiply(numbers, weights, others, otherCount, lambda, direction);
      float length = squared / kernels.dot(direction, 0, product, 0, rank);
      for (int i = 0; i < rank; i++) {
        x[offset + i] += length * direction[i];
        residual[i] -= length * product[i];
      }
      float before = squared;
      squared = kernels.dot(residual, 0, residual, 0, rank);
      for (int i = 0; i < rank; i++) {
        direction[i] = residual[i] + squared / before * direction[i];
      }
    }
  }

  private float lambda(FloatArrayList weights, int otherCount) {
    float sum = 0;
    for (int k = 0; k < weights.size(); k++) {
      sum += weights.getFloat(k);
    }
    return tuning.lambda * (sum + tuning.unseen * otherCount);
  }

  /// The matrix of [#solve] times a vector, to `product`.
  private void multiply(
      IntArrayList numbers,
      FloatArrayList weights,
      FactorRows others,
      int otherCount,
      float lambda,
      float[] vector) {
    kernels.dotRows(vector, gram, 0, rank, rank, product, scratch);
    for (int i = 0; i < rank; i++) {
      product[i] += lambda * vector[i];
    }
    for (int k = 0; k < numbers.size(); k++) {
      int number = numbers.getInt(k);
      if (number < otherCount) {
        float inner = kernels.dot(others.values(), others.offset(number), vector, 0, rank);
        add(product, weights.getFloat(k) * inner, others, number);
      }
    }
  }

  private void add(float[] target, float scale, FactorRows rows, int row) {
    float[] values = rows.values();
    int offset = rows.offset(row);
    for (int i = 0; i < rank; i++) {
      target[i] += scale * values[offset + i];
    }
  }

  private void ensure(int user, int item) {
    users.ensure(user + 1);
    byUser.ensure(user + 1);
    if (user >= upToDate.length) {
      upToDate = Arrays.copyOf(upToDate, Math.max(user + 1, upToDate.length * 2));
    }
    if (item >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(item + 1, counts.length * 2));
    }
  }
}
