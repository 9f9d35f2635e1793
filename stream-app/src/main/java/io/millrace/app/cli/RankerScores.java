package io.millrace.app.cli;

import io.millrace.model.evaluation.ListMetrics;
import io.millrace.model.evaluation.Prequential;
import io.millrace.model.evaluation.RankMetrics;
import io.millrace.model.evaluation.Split;
import io.millrace.model.evaluation.SplitLists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What one ranker reached, by the names of the field.
///
/// @param metrics over all tests
/// @param tenths over each tenth of the stream; empty for a split
/// @param tested events in all
/// @param testedByTenth events in each tenth
/// @param microsPerEvent of learning
record RankerScores(
    Map<String, Double> metrics,
    List<Map<String, Double>> tenths,
    long tested,
    List<Long> testedByTenth,
    double microsPerEvent) {

  static RankerScores of(Prequential.Outcome outcome, int events) {
    RankMetrics all = outcome.all();
    Map<String, Double> metrics = ranks(all);
    ListMetrics lists = outcome.lists();
    metrics.put("coverage@" + all.k(), lists.coverage());
    metrics.put("gini@" + all.k(), lists.gini());
    metrics.put("novelty@" + all.k(), lists.novelty());
    metrics.put("diversity@" + all.k(), lists.diversity());
    return new RankerScores(
        metrics,
        outcome.byTenth().stream().map(RankerScores::ranks).toList(),
        all.tested(),
        outcome.byTenth().stream().map(RankMetrics::tested).toList(),
        micros(outcome.learnNanos(), events));
  }

  static RankerScores of(Split.Outcome outcome, int learned) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    outcome.accuracy().forEach((k, share) -> metrics.put("top-" + k, share));
    SplitLists lists = outcome.lists();
    metrics.put("precision@" + lists.k(), lists.precision());
    metrics.put("recall@" + lists.k(), lists.recall());
    metrics.put("ndcg@" + lists.k(), lists.ndcg());
    metrics.put("map@" + lists.k(), lists.meanAveragePrecision());
    return new RankerScores(
        metrics, List.of(), outcome.tested(), List.of(), micros(outcome.learnNanos(), learned));
  }

  private static Map<String, Double> ranks(RankMetrics ranks) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("hr@" + ranks.k(), ranks.hitRate());
    metrics.put("ndcg@" + ranks.k(), ranks.ndcg());
    metrics.put("mrr", ranks.meanReciprocalRank());
    metrics.put("recall@" + ranks.k(), ranks.recall());
    metrics.put("map@" + ranks.k(), ranks.meanAveragePrecision());
    return metrics;
  }

  private static double micros(long nanos, int events) {
    return events == 0 ? 0 : nanos / 1e3 / events;
  }

  Map<String, Double> lastTenth() {
    return tenths.isEmpty() ? Map.of() : tenths.getLast();
  }

  /// The median of each figure over runs with different seeds.
  static RankerScores median(List<RankerScores> runs) {
    RankerScores first = runs.getFirst();
    List<Map<String, Double>> tenths = new ArrayList<>();
    for (int tenth = 0; tenth < first.tenths.size(); tenth++) {
      int part = tenth;
      tenths.add(medians(runs, run -> run.tenths.get(part)));
    }
    return new RankerScores(
        medians(runs, RankerScores::metrics),
        tenths,
        first.tested,
        first.testedByTenth,
        median(runs, RankerScores::microsPerEvent));
  }

  private static Map<String, Double> medians(
      List<RankerScores> runs, Function<RankerScores, Map<String, Double>> part) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String name : part.apply(runs.getFirst()).keySet()) {
      medians.put(name, median(runs, run -> part.apply(run).getOrDefault(name, 0.0)));
    }
    return medians;
  }

  private static double median(List<RankerScores> runs, ToDoubleFunction<RankerScores> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
