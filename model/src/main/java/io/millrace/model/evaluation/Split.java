package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/// The first part of a log is learned in one pass, then the rest is tested and nothing more is
/// learned. Two protocols at once:
///
/// *Top-k accuracy*, that of the TensorFlow Recommenders tutorial on MovieLens 100K. A test asks
/// whether an event's item is among the first k of all items; nothing is excluded, not even what
/// the user consumed. Ties rank last. An item that was never learned cannot be recommended, so its
/// test fails; a user of whom nothing is known is tested like any other.
///
/// *One list a user*, that of the recommenders-team benchmark. Each user with events on both sides
/// gets one list, as of the user's first tested event, without what the user consumed; relevant are
/// the other items of the user's tested events. See [SplitLists].
public final class Split {
  /// The k of each accuracy.
  public static final List<Integer> CUTOFFS = List.of(1, 5, 10, 50, 100);

  private final EventLog log;
  private final int learned;
  private final int k;
  private final boolean repeats;

  /// What came out for one ranker.
  ///
  /// @param accuracy by k: the share of the tests whose item was among the first k
  /// @param tested events
  /// @param lists one a user
  /// @param learnNanos time that learning took, all events together
  public record Outcome(
      SortedMap<Integer, Double> accuracy, long tested, SplitLists lists, long learnNanos) {}

  /// @param log what is learned, then what is tested
  /// @param learned how many of its events are learned
  /// @param k length of the lists
  /// @param repeats whether consumed items may be in the lists
  public Split(EventLog log, int learned, int k, boolean repeats) {
    this.log = log;
    this.learned = learned;
    this.k = k;
    this.repeats = repeats;
  }

  /// Lets a new ranker learn and then be tested.
  ///
  /// @param nanoClock by which learning is timed
  /// @param progress told the number of events done, after each
  public Outcome run(StreamingRanker ranker, LongSupplier nanoClock, IntConsumer progress) {
    int known = 0;
    long learnNanos = 0;
    for (int event = 0; event < learned; event++) {
      long startNanos = nanoClock.getAsLong();
      ranker.learn(log.user(event), log.item(event), log.weight(event), log.timeMillis(event));
      learnNanos += nanoClock.getAsLong() - startNanos;
      known = Math.max(known, log.item(event) + 1);
      progress.accept(event + 1);
    }
    float[] scores = new float[known];
    long tested = 0;
    var hits = new long[CUTOFFS.size()];
    for (int event = learned; event < log.size(); event++) {
      if (log.isTested(event)) {
        tested++;
        countHits(rankOf(event, ranker, scores), hits);
      }
      progress.accept(event + 1);
    }
    return new Outcome(shares(hits, tested), tested, lists(ranker, scores), learnNanos);
  }

  private int rankOf(int event, StreamingRanker ranker, float[] scores) {
    if (log.item(event) >= scores.length) {
      return Integer.MAX_VALUE;
    }
    ranker.score(log.user(event), log.timeMillis(event), scores.length, scores);
    return RankMetrics.rankOf(log.item(event), scores.length, scores);
  }

  private static void countHits(int rank, long[] hits) {
    for (int i = 0; i < hits.length; i++) {
      hits[i] += rank <= CUTOFFS.get(i) ? 1 : 0;
    }
  }

  private static SortedMap<Integer, Double> shares(long[] hits, long tested) {
    var accuracy = new TreeMap<Integer, Double>();
    for (int i = 0; i < hits.length; i++) {
      accuracy.put(CUTOFFS.get(i), tested == 0 ? 0 : (double) hits[i] / tested);
    }
    return accuracy;
  }

  private SplitLists lists(StreamingRanker ranker, float[] scores) {
    List<IntSet> consumed = itemsByUser(0, learned, false);
    List<IntSet> relevant = itemsByUser(learned, log.size(), true);
    var lists = new SplitLists(k);
    for (int event = learned; event < log.size(); event++) {
      int user = log.user(event);
      IntSet wanted = relevant.get(user);
      if (!log.isTested(event) || consumed.get(user).isEmpty() || wanted.isEmpty()) {
        continue;
      }
      ranker.score(user, log.timeMillis(event), scores.length, scores);
      if (!repeats) {
        consumed.get(user).forEach(item -> scores[item] = Float.NEGATIVE_INFINITY);
        wanted.removeAll(consumed.get(user));
      }
      if (!wanted.isEmpty()) {
        lists.count(scores, wanted);
      }
      relevant.set(user, IntSet.of()); // one list a user
    }
    return lists;
  }

  private List<IntSet> itemsByUser(int from, int to, boolean testedOnly) {
    List<IntSet> items = new ArrayList<>(log.users());
    for (int user = 0; user < log.users(); user++) {
      items.add(new IntOpenHashSet(4));
    }
    for (int event = from; event < to; event++) {
      if (!testedOnly || log.isTested(event)) {
        items.get(log.user(event)).add(log.item(event));
      }
    }
    return items;
  }
}
