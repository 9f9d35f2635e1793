package io.millrace.model.evaluation;

/// The first k items by score, the smaller number first among equal scores.
final class TopList {
  private final int[] items; // (k) best first
  private final float[] scores; // (k)
  private int size;

  TopList(int k) {
    items = new int[k];
    scores = new float[k];
  }

  /// @param all (at least known) scores; those that are negative infinity or NaN are left out
  void fill(int known, float[] all) {
    size = 0;
    for (int item = 0; item < known; item++) {
      float score = all[item];
      if (score > (size < items.length ? Float.NEGATIVE_INFINITY : scores[size - 1])) {
        insert(item, score);
      }
    }
  }

  private void insert(int item, float score) {
    int place = size < items.length ? size++ : size - 1;
    while (place > 0 && scores[place - 1] < score) {
      items[place] = items[place - 1];
      scores[place] = scores[place - 1];
      place--;
    }
    items[place] = item;
    scores[place] = score;
  }

  int size() {
    return size;
  }

  int item(int place) {
    return items[place];
  }
}
