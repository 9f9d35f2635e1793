package io.millrace.model.metrics;

import io.millrace.model.event.Rejection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What became of the events of one partition, and how well they were foreseen. Additive over
/// partitions. Not safe for several threads.
public final class Tally {
  /// Length of the lists by which quality is judged.
  public static final int CUTOFF = 10;

  private long learned;
  private long users;
  private final EnumMap<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
  private long tested;
  private long hits; // tested events whose item was among the first 10
  private double gain; // sum of their NDCG@10
  private long newestMillis;

  public Tally() {}

  /// A tally as it was stored.
  public Tally(
      long learned,
      long users,
      Map<Rejection, Long> rejected,
      long tested,
      long hits,
      double gain) {
    this.learned = learned;
    this.users = users;
    this.rejected.putAll(rejected);
    this.tested = tested;
    this.hits = hits;
    this.gain = gain;
  }

  public Tally copy() {
    var copy = new Tally();
    copy.add(this);
    return copy;
  }

  public void add(Tally other) {
    learned += other.learned;
    users += other.users;
    other.rejected.forEach(this::countRejected);
    tested += other.tested;
    hits += other.hits;
    gain += other.gain;
    advanceTo(other.newestMillis);
  }

  /// Notes when a learned event happened.
  public void advanceTo(long timeMillis) {
    newestMillis = Math.max(newestMillis, timeMillis);
  }

  public void countLearned() {
    learned++;
  }

  /// Counts a user that was not known before.
  public void countUser() {
    users++;
  }

  public void countRejected(Rejection reason) {
    countRejected(reason, 1);
  }

  private void countRejected(Rejection reason, long count) {
    rejected.merge(reason, count, Long::sum);
  }

  /// Counts a test: how many items ranked before the one that was consumed next.
  ///
  /// @param rank 0 for the best; 10 or more for a miss
  public void countTest(int rank) {
    tested++;
    if (rank < CUTOFF) {
      hits++;
      gain += gain(rank);
    }
  }

  /// What a hit at a rank below [#CUTOFF] adds to NDCG: `1 / log2(rank + 2)`.
  static double gain(int rank) {
    return StrictMath.log(2) / StrictMath.log(rank + 2);
  }

  public long learned() {
    return learned;
  }

  /// When the newest learned event happened, milliseconds since 1970; 0 before the first.
  public long newestMillis() {
    return newestMillis;
  }

  /// Users known.
  public long users() {
    return users;
  }

  /// Rejected events by reason, without the reasons that did not occur.
  public Map<Rejection, Long> rejectedByReason() {
    return Collections.unmodifiableMap(rejected);
  }

  public long rejected(Rejection reason) {
    return rejected.getOrDefault(reason, 0L);
  }

  /// Rejected events of every reason.
  public long rejected() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Learned and rejected events: all that were read.
  public long handled() {
    return learned + rejected();
  }

  /// Learned events of users and items seen before, other than repeats: those that were ranked.
  public long tested() {
    return tested;
  }

  public long hits() {
    return hits;
  }

  public double gain() {
    return gain;
  }

  /// Share of tested events whose item was among the first 10; NaN before the first test.
  public double hitRate() {
    return (double) hits / tested;
  }

  /// Mean NDCG@10 of the tested events; NaN before the first test.
  public double ndcg() {
    return gain / tested;
  }
}
