package io.millrace.model.evaluation;

/// How near the top the one relevant item of each test came.
///
/// A rank r is 1 plus the number of other candidates that score at least as much: ties rank last,
/// so a ranker that cannot tell items apart gains nothing. With one relevant item a test adds
/// - HR@k: 1 if r <= k
/// - recall@k: the share of the relevant items among the first k, here the same as HR@k
/// - NDCG@k: `1 / log2(r + 1)` if r <= k; the ideal ranking has 1
/// - MAP@k: the average precision `1 / r` if r <= k
/// - MRR: `1 / r`, without a cutoff
///
/// Each metric is the mean over the tests, and 0 without a test.
public final class RankMetrics {
  private final int k;
  private long tested;
  private long hits;
  private double gain;
  private double precision;
  private double reciprocal;

  /// @param k cutoff, at least 1
  public RankMetrics(int k) {
    this.k = k;
  }

  /// Counts one test.
  ///
  /// @param rank of the relevant item, 1 for the best
  public void count(int rank) {
    tested++;
    reciprocal += 1.0 / rank;
    if (rank <= k) {
      hits++;
      precision += 1.0 / rank;
      gain += StrictMath.log(2) / StrictMath.log(rank + 1.0);
    }
  }

  /// Counts all tests of another with the same k.
  public void add(RankMetrics other) {
    tested += other.tested;
    hits += other.hits;
    gain += other.gain;
    precision += other.precision;
    reciprocal += other.reciprocal;
  }

  public int k() {
    return k;
  }

  public long tested() {
    return tested;
  }

  public double hitRate() {
    return mean((double) hits);
  }

  public double ndcg() {
    return mean(gain);
  }

  public double meanReciprocalRank() {
    return mean(reciprocal);
  }

  public double recall() {
    return mean((double) hits);
  }

  public double meanAveragePrecision() {
    return mean(precision);
  }

  private double mean(double sum) {
    return tested == 0 ? 0 : sum / tested;
  }

  /// The rank of an item among others by score.
  ///
  /// A score that is not a number counts as before the item, or as last if it is the item's own: a
  /// broken ranker gains nothing either.
  ///
  /// @param scores (at least known); negative infinity is no candidate
  public static int rankOf(int item, int known, float[] scores) {
    float own = scores[item];
    int rank = 1;
    for (int other = 0; other < known; other++) {
      boolean candidate = other != item && scores[other] != Float.NEGATIVE_INFINITY;
      if (candidate && !(scores[other] < own)) {
        rank++;
      }
    }
    return rank;
  }
}
