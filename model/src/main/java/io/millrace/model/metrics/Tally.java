package io.millrace.model.metrics;

import io.millrace.model.event.Interaction;
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
  private final EnumMap<Outcome, Long> others = new EnumMap<>(Outcome.class);
  private long tested;
  private double testable; // events that the tested ones stand for
  private double hits; // of those, events whose item was among the first 10
  private double gain; // sum of their NDCG@10
  private long newestMillis = Interaction.MIN_TIMESTAMP_MILLIS;

  public Tally() {}

  /// A tally as it was stored.
  public Tally(
      long learned,
      long users,
      Map<Rejection, Long> rejected,
      long tested,
      double testable,
      double hits,
      double gain) {
    this.learned = learned;
    this.users = users;
    this.rejected.putAll(rejected);
    this.tested = tested;
    this.testable = testable;
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
    other.others.forEach(this::count);
    tested += other.tested;
    testable += other.testable;
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

  /// Counts users that are not known any more.
  public void uncountUsers(int count) {
    users -= count;
  }

  public void count(Outcome outcome) {
    count(outcome, 1);
  }

  /// Counts several events with the same outcome.
  public void count(Outcome outcome, long count) {
    others.merge(outcome, count, Long::sum);
  }

  public void countRejected(Rejection reason) {
    countRejected(reason, 1);
  }

  private void countRejected(Rejection reason, long count) {
    rejected.merge(reason, count, Long::sum);
  }

  /// Counts a test: how many items ranked before the one that was consumed next. It stands for `1 /
  /// share` events (Horvitz and Thompson 1952), so that a share that changes does not give some
  /// times of the stream more weight than others.
  ///
  /// @param rank 0 for the best; 10 or more for a miss
  /// @param share of the events that could be tested, from which this one was drawn, above 0
  public void countTest(int rank, double share) {
    double events = 1 / share;
    tested++;
    testable += events;
    if (rank < CUTOFF) {
      hits += events;
      gain += events * gain(rank);
    }
  }

  /// What a hit at a rank below [#CUTOFF] adds to NDCG: `1 / log2(rank + 2)`.
  static double gain(int rank) {
    return StrictMath.log(2) / StrictMath.log(rank + 2);
  }

  public long learned() {
    return learned;
  }

  /// When the newest learned event happened, milliseconds since 1970;
  /// [Interaction#MIN_TIMESTAMP_MILLIS] before the first.
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

  /// Events that taught nothing by what became of them, without the outcomes that did not occur.
  public Map<Outcome, Long> othersByOutcome() {
    return Collections.unmodifiableMap(others);
  }

  public long of(Outcome outcome) {
    return others.getOrDefault(outcome, 0L);
  }

  /// Learned, rejected, repeated, undoing and erasing events: all that were read.
  public long handled() {
    return learned + rejected() + others.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Learned events of users and items seen before, other than repeats: those that were ranked.
  public long tested() {
    return tested;
  }

  /// Events that the tested ones stand for: as many as there were to test, near enough.
  public double testable() {
    return testable;
  }

  /// Of those, events whose item was among the first 10.
  public double hits() {
    return hits;
  }

  /// Sum of the NDCG@10 of those.
  public double gain() {
    return gain;
  }

  /// Share of events whose item was among the first 10; NaN before the first test.
  public double hitRate() {
    return hits / testable;
  }

  /// Mean NDCG@10 of events; NaN before the first test.
  public double ndcg() {
    return gain / testable;
  }
}
