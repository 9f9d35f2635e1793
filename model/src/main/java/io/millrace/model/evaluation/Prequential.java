package io.millrace.model.evaluation;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Test, then learn, in one pass (Dawid 1984; Gama and others 2013).
///
/// An event is tested if the log says so and its user and item had events before. Ranked are all
/// items that had events, except those that the user consumed. Repeats, which are events of an item
/// that the user consumed, are not tested. With repeats allowed they are, and consumed items are
/// ranked like others.
public final class Prequential {
  /// Parts into which the stream is cut.
  public static final int PARTS = 10;

  private final EventLog log;
  private final Audiences audiences;
  private final int k;
  private final boolean repeats;

  /// What came out for one ranker.
  ///
  /// @param byTenth ranks over each tenth of the stream
  /// @param lists over all tests
  /// @param learnNanos time that learning took, all events together
  public record Outcome(List<RankMetrics> byTenth, ListMetrics lists, long learnNanos) {

    /// Over the whole stream.
    public RankMetrics all() {
      var all = new RankMetrics(byTenth.getFirst().k());
      for (RankMetrics tenth : byTenth) {
        all.add(tenth);
      }
      return all;
    }
  }

  /// @param k cutoff of the metrics and length of the lists
  /// @param repeats whether repeats are tested and consumed items ranked
  public Prequential(EventLog log, Audiences audiences, int k, boolean repeats) {
    this.log = log;
    this.audiences = audiences;
    this.k = k;
    this.repeats = repeats;
  }

  /// Lets a new ranker pass through the whole log.
  ///
  /// @param nanoClock by which learning is timed
  /// @param progress told the number of events done, after each
  public Outcome run(StreamingRanker ranker, LongSupplier nanoClock, IntConsumer progress) {
    List<RankMetrics> byTenth = Stream.generate(() -> new RankMetrics(k)).limit(PARTS).toList();
    var lists = new ListMetrics(k, log.items(), log.size(), audiences);
    var candidates = new Candidates(log, repeats);
    long learnNanos = 0;
    for (int event = 0; event < log.size(); event++) {
      int item = log.item(event);
      if (candidates.applies(event)) {
        float[] scores = candidates.score(ranker, event);
        byTenth
            .get((int) ((long) event * PARTS / log.size()))
            .count(RankMetrics.rankOf(item, candidates.known(), scores));
        lists.count(candidates.known(), scores);
      }
      long startNanos = nanoClock.getAsLong();
      ranker.learn(log.user(event), item, log.weight(event), log.timeMillis(event));
      learnNanos += nanoClock.getAsLong() - startNanos;
      lists.learned(item);
      candidates.learned(event);
      progress.accept(event + 1);
    }
    return new Outcome(byTenth, lists, learnNanos);
  }
}
