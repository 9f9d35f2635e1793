package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/// Item neighbours, kept up to date with each event.
///
/// `score(u, j) = sum over h of decay^k cos(h, j)`, over the newest items h of the user's history,
/// `k = 0` for the newest. `cos(h, j) = n_hj / sqrt((n_h + s) (n_j + s))` where n counts users and
/// `s` shrinks what rests on few of them. Pairs are counted over the newest [#WINDOW] items of a
/// user. Where items may come again an item is its own neighbour too, with `n_hh = n_h`. Source:
/// Sarwar and others 2001; kept incrementally as in Papagelis and others 2005; the decay is ours.
final class ItemKnnRanker implements StreamingRanker {
  static final int WINDOW = 10;
  private static final int SHRINKAGE = 20;

  private final double decay;
  private final boolean repeats;
  private final Histories histories = new Histories();
  private final Neighbours pairs = new Neighbours();
  private int[] counts = new int[1024]; // users by item

  /// @param repeats whether items may come again
  ItemKnnRanker(double decay, boolean repeats) {
    this.decay = decay;
    this.repeats = repeats;
  }

  @Override
  public void score(int user, long timeMillis, int known, float[] scores) {
    ensure(known - 1);
    Arrays.fill(scores, 0, known, 0);
    IntArrayList history = histories.of(user);
    double weight = 1;
    for (int i = history.size() - 1; i >= oldest(history) && weight > 1e-4; i--) {
      int item = history.getInt(i);
      float share = (float) (weight / Math.sqrt(counts[item] + SHRINKAGE));
      addSimilar(item, share, scores);
      if (repeats) {
        scores[item] += share * counts[item];
      }
      weight *= decay;
    }
    for (int item = 0; item < known; item++) {
      // Where no neighbour has a say, and only there, popularity has.
      float similar = (float) (scores[item] / Math.sqrt(counts[item] + SHRINKAGE));
      scores[item] = similar + counts[item] * 1e-9f;
    }
  }

  private void addSimilar(int item, float weight, float[] scores) {
    Neighbours.Row row = pairs.row(item);
    for (int place = 0; place < row.size(); place++) {
      scores[row.item(place)] += weight * row.weight(place);
    }
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    if (weight <= 0 || !histories.renew(user, item)) {
      return;
    }
    ensure(item);
    counts[item]++;
    IntArrayList history = histories.of(user);
    for (int i = oldest(history); i < history.size() - 1; i++) {
      pairs.add(history.getInt(i), item, 1);
      pairs.add(item, history.getInt(i), 1);
    }
  }

  private static int oldest(IntArrayList history) {
    return Math.max(0, history.size() - 1 - WINDOW);
  }

  private void ensure(int item) {
    if (item >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(item + 1, counts.length * 2));
    }
  }
}
