package io.millrace.model.evaluation;

import java.util.Arrays;

/// What the lists of the first k items have in common, beyond being right.
/// - coverage: the share of the known items that were in a list
/// - Gini: how unequally the places in lists fall to the known items; 0 all alike, near 1 few have
///   all
/// - novelty: the mean of `-log2(share of the events so far that are the item's)`, in bits
/// - diversity: the mean over lists of 1 minus the mean cosine of two items' [Audiences]
///
/// Diversity compares all pairs of a list, so it is taken of each n-th list, about
/// [#DIVERSITY_LISTS] in all.
public final class ListMetrics {
  static final int DIVERSITY_LISTS = 1_000;

  private final Audiences audiences;
  private final long diversityEvery;
  private final TopList list;
  private final long[] places; // by item: how often it was in a list
  private final long[] events; // by item
  private long allEvents;
  private long lists;
  private long listed;
  private double bits;
  private long diversityLists;
  private double diversity;

  /// @param k length of a list, at least 1
  /// @param items that there can be
  /// @param expectedLists about how many lists will be counted
  public ListMetrics(int k, int items, long expectedLists, Audiences audiences) {
    this.audiences = audiences;
    this.diversityEvery = Math.max(1, expectedLists / DIVERSITY_LISTS);
    this.list = new TopList(k);
    this.places = new long[items];
    this.events = new long[items];
  }

  /// Counts the list of one test.
  ///
  /// @param scores (at least known); negative infinity is no candidate
  public void count(int known, float[] scores) {
    list.fill(known, scores);
    for (int place = 0; place < list.size(); place++) {
      int item = list.item(place);
      places[item]++;
      // An item without an event counts as if it had one.
      bits += StrictMath.log((double) Math.max(1, allEvents) / Math.max(1, events[item]));
    }
    listed += list.size();
    if (lists++ % diversityEvery == 0 && list.size() > 1) {
      diversityLists++;
      diversity += 1 - meanCosine();
    }
  }

  private double meanCosine() {
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < list.size(); a++) {
      for (int b = 0; b < a; b++) {
        sum += audiences.cosine(list.item(a), list.item(b));
        pairs++;
      }
    }
    return sum / pairs;
  }

  /// Counts an event, after its test.
  public void learned(int item) {
    events[item]++;
    allEvents++;
  }

  public double coverage() {
    long covered = Arrays.stream(places).filter(count -> count > 0).count();
    return places.length == 0 ? 0 : (double) covered / places.length;
  }

  /// `sum_i (2 i - n - 1) x_i / (n sum x)` over the n counts x in ascending order.
  public double gini() {
    long[] sorted = places.clone();
    Arrays.sort(sorted);
    double weighted = 0;
    for (int i = 0; i < sorted.length; i++) {
      weighted += (2.0 * i - sorted.length + 1) * sorted[i];
    }
    return listed == 0 ? 0 : weighted / ((double) sorted.length * listed);
  }

  public double novelty() {
    return listed == 0 ? 0 : bits / StrictMath.log(2) / listed;
  }

  public double diversity() {
    return diversityLists == 0 ? 0 : diversity / diversityLists;
  }
}
