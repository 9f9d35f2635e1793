package io.millrace.benchmarks.peers;

import java.util.Arrays;

/// The k best so far, sorted, for peers that only offer scores. For a k of 10 that is faster than a
/// heap: hardly any item is admitted, and the test against the worst is all that happens.
final class BestScores {
  private final float[] scores = new float[VectorSet.K]; // best first
  private final int[] items = new int[VectorSet.K];

  void clear() {
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    Arrays.fill(items, -1);
  }

  float worst() {
    return scores[VectorSet.K - 1];
  }

  void offer(int item, float score) {
    if (score > scores[VectorSet.K - 1]) {
      insert(item, score);
    }
  }

  private void insert(int item, float score) {
    int place = VectorSet.K - 1;
    for (; place > 0 && scores[place - 1] < score; place--) {
      scores[place] = scores[place - 1];
      items[place] = items[place - 1];
    }
    scores[place] = score;
    items[place] = item;
  }

  void copyTo(int[] found) {
    System.arraycopy(items, 0, found, 0, VectorSet.K);
  }
}
