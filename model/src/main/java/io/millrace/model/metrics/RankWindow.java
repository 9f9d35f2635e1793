package io.millrace.model.metrics;

import java.util.Arrays;

/// Quality over the last tests: the ranks that consumed items had before they were learned. Metrics
/// look at the first [Tally#CUTOFF] places only; an item further down counts as missed. Safe for
/// any number of threads.
public final class RankWindow {
  private final byte[] ranks; // a ring
  private final int[] counts = new int[Tally.CUTOFF + 1]; // tests by rank; the last are misses
  private int size;
  private int next;

  /// @param capacity tests that are remembered, at least 1
  public RankWindow(int capacity) {
    ranks = new byte[capacity];
  }

  /// @param rank 0 for the best; [Tally#CUTOFF] or more for a miss
  public synchronized void add(int rank) {
    byte bounded = (byte) Math.min(rank, Tally.CUTOFF);
    if (size == ranks.length) {
      counts[ranks[next]]--;
    } else {
      size++;
    }
    ranks[next] = bounded;
    counts[bounded]++;
    next = (next + 1) % ranks.length;
  }

  /// Tests in the window.
  public synchronized int size() {
    return size;
  }

  /// HR@10; NaN before the first test.
  public synchronized double hitRate() {
    return (double) Arrays.stream(counts, 0, Tally.CUTOFF).sum() / size;
  }

  /// NDCG@10, the mean of `1 / log2(rank + 2)` with 0 for a miss; NaN before the first test.
  public synchronized double ndcg() {
    double gain = 0;
    for (int rank = 0; rank < Tally.CUTOFF; rank++) {
      gain += counts[rank] * Tally.gain(rank);
    }
    return gain / size;
  }

  /// MRR@10, the mean of `1 / (rank + 1)` with 0 for a miss; NaN before the first test.
  public synchronized double reciprocalRank() {
    double sum = 0;
    for (int rank = 0; rank < Tally.CUTOFF; rank++) {
      sum += (double) counts[rank] / (rank + 1);
    }
    return sum / size;
  }
}
