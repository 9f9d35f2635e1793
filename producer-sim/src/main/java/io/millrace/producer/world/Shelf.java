package io.millrace.producer.world;

import java.util.Arrays;

/// Items to choose from, each with probability in proportion to its weight: those of one group, or
/// all. Weights are as of the last [#reweigh]; a draw is a binary search in their running sum.
final class Shelf {
  /// Draws before the items already consumed are left out by a walk over the shelf.
  private static final int PATIENCE = 24;

  private static final int NONE_LEFT = -1;

  private int[] items = new int[16]; // (capacity)
  private double[] shares = new double[16]; // (capacity), how much of the item's weight counts here
  private double[] upTo = new double[16]; // (capacity), sum of the weights up to and with this item
  private int size;

  /// Puts an item on the shelf. It is drawn from the next [#reweigh] on.
  void add(int item, double share) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
      shares = Arrays.copyOf(shares, 2 * size);
      upTo = Arrays.copyOf(upTo, 2 * size);
    }
    items[size] = item;
    shares[size] = share;
    size++;
  }

  void reweigh(Popularity popularity) {
    double sum = 0;
    for (int place = 0; place < size; place++) {
      sum += shares[place] * popularity.weight(items[place]);
      upTo[place] = sum;
    }
  }

  /// An item that is not in the history, or -1 if all of them are.
  int drawFresh(History history, WorldRandom random) {
    for (int attempt = 0; attempt < PATIENCE; attempt++) {
      int item = items[placeOf(random.nextDouble() * upTo[size - 1])];
      if (!history.contains(item)) {
        return item;
      }
    }
    return walkToFresh(history, random);
  }

  /// Adds to each item of the shelf that is not in the history its part of `mass`, in proportion to
  /// the weights: the distribution of [#drawFresh] times `mass`.
  ///
  /// @param probabilities (items of the world), added to in place
  /// @return the mass given out: all, or 0 if every item is in the history
  double spread(double mass, History history, double[] probabilities) {
    double fresh = freshWeight(history);
    if (fresh == 0) {
      return 0;
    }
    for (int place = 0; place < size; place++) {
      if (!history.contains(items[place])) {
        probabilities[items[place]] += mass * weight(place) / fresh;
      }
    }
    return mass;
  }

  private int walkToFresh(History history, WorldRandom random) {
    double left = random.nextDouble() * freshWeight(history);
    int last = NONE_LEFT;
    for (int place = 0; place < size; place++) {
      if (!history.contains(items[place])) {
        last = items[place];
        left -= weight(place);
        if (left < 0) {
          return last;
        }
      }
    }
    return last;
  }

  private double freshWeight(History history) {
    double sum = 0;
    for (int place = 0; place < size; place++) {
      if (!history.contains(items[place])) {
        sum += weight(place);
      }
    }
    return sum;
  }

  private double weight(int place) {
    return place == 0 ? upTo[0] : upTo[place] - upTo[place - 1];
  }

  /// The first place whose running sum is above `point`.
  private int placeOf(double point) {
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > point) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
