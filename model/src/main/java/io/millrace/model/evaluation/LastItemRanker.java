package io.millrace.model.evaluation;

import java.util.Arrays;

/// Ranks by how often an item followed the user's last one in anybody's history: a first-order
/// Markov chain. Popularity breaks ties, with less than one co-occurrence is worth. That an item
/// followed itself counts where items may come again.
final class LastItemRanker implements StreamingRanker {
  private static final int NONE = -1;

  private final Neighbours followers = new Neighbours();
  private int[] counts = new int[1024]; // by item
  private int[] last = new int[1024]; // by user
  private final boolean repeats;
  private long events;

  /// @param repeats whether items may come again
  LastItemRanker(boolean repeats) {
    this.repeats = repeats;
    Arrays.fill(last, NONE);
  }

  @Override
  public void score(int user, long timeMillis, int known, float[] scores) {
    ensureItem(known - 1);
    for (int item = 0; item < known; item++) {
      scores[item] = counts[item] / (events + 1f);
    }
    if (user < last.length && last[user] != NONE) {
      Neighbours.Row row = followers.row(last[user]);
      for (int place = 0; place < row.size(); place++) {
        scores[row.item(place)] += row.weight(place);
      }
    }
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    if (weight <= 0) {
      return;
    }
    ensureItem(item);
    ensureUser(user);
    if (last[user] != NONE && (repeats || last[user] != item)) {
      followers.add(last[user], item, 1);
    }
    last[user] = item;
    counts[item]++;
    events++;
  }

  private void ensureItem(int item) {
    if (item >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(item + 1, counts.length * 2));
    }
  }

  private void ensureUser(int user) {
    if (user >= last.length) {
      int before = last.length;
      last = Arrays.copyOf(last, Math.max(user + 1, before * 2));
      Arrays.fill(last, before, last.length, NONE);
    }
  }
}
