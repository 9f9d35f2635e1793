package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.ints.IntSet;

/// How many of the relevant items came into a list of k, and how near its top.
///
/// With n relevant items, and hits at the ranks `r_1 < r_2 < ...` of a list, a list adds
/// - precision@k: `hits / k`
/// - recall@k: `hits / n`
/// - NDCG@k: `sum_h 1 / log2(r_h + 1)`, divided by the same sum over ranks 1 to min(k, n)
/// - MAP@k: `sum_h (h / r_h) / n`
///
/// Each metric is the mean over the lists, and 0 without one. Among equal scores the item with the
/// smaller number ranks first. These are the definitions of the recommenders-team benchmark, where
/// average precision is divided by n even where n is larger than k.
public final class SplitLists {
  private final TopList list;
  private final int k;
  private long lists;
  private double precision;
  private double recall;
  private double ndcg;
  private double averagePrecision;

  SplitLists(int k) {
    this.k = k;
    this.list = new TopList(k);
  }

  /// @param scores by item; negative infinity is no candidate
  /// @param relevant not empty
  void count(float[] scores, IntSet relevant) {
    list.fill(scores.length, scores);
    int hits = 0;
    double gain = 0;
    double precisions = 0;
    for (int place = 0; place < list.size(); place++) {
      if (relevant.contains(list.item(place))) {
        hits++;
        gain += discount(place);
        precisions += (double) hits / (place + 1);
      }
    }
    double ideal = 0;
    for (int place = 0; place < Math.min(k, relevant.size()); place++) {
      ideal += discount(place);
    }
    lists++;
    precision += (double) hits / k;
    recall += (double) hits / relevant.size();
    ndcg += gain / ideal;
    averagePrecision += precisions / relevant.size();
  }

  private static double discount(int place) {
    return StrictMath.log(2) / StrictMath.log(place + 2.0);
  }

  public int k() {
    return k;
  }

  /// Number of lists.
  public long lists() {
    return lists;
  }

  public double precision() {
    return mean(precision);
  }

  public double recall() {
    return mean(recall);
  }

  public double ndcg() {
    return mean(ndcg);
  }

  public double meanAveragePrecision() {
    return mean(averagePrecision);
  }

  private double mean(double sum) {
    return lists == 0 ? 0 : sum / lists;
  }
}
