package io.millrace.model.item;

/// How much a recent item counts, by its place among the recent ones and by the time since: weights
/// that all users share. They are sums over partitions, like an item's row.
///
/// Safe for any number of threads. Each weight read is that of some moment.
public final class SharedWeights {
  /// Recent items that can have a weight of their own.
  public static final int PLACES = 100;

  /// Buckets of time: less than 1 s, less than 3 s, and so on by doubling.
  public static final int GAPS = 31;

  /// Length of the array: places first, then gaps.
  public static final int SIZE = PLACES + GAPS;

  private static final long MILLIS_PER_SECOND = 1000;

  private final float[] changes; // (SIZE)

  SharedWeights(float[] changes) {
    this.changes = changes;
  }

  /// What was learned for a place, to be added to where its weight starts.
  public float place(int place) {
    return changes[place];
  }

  /// What was learned for a gap, to be added to 1.
  public float gap(int gap) {
    return changes[PLACES + gap];
  }

  /// Where the weight of a time since an event stands in the array.
  public static int gapIndex(long millis) {
    return PLACES + gapOf(millis);
  }

  /// The bucket of a time since an event: `min(30, floor(log2(seconds + 1)))`; 0 for an event that
  /// is not over yet, by whatever clock.
  public static int gapOf(long millis) {
    long seconds = Math.max(0, millis / MILLIS_PER_SECOND);
    return Math.min(GAPS - 1, Long.SIZE - 1 - Long.numberOfLeadingZeros(seconds + 1));
  }
}
