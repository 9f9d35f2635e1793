package io.millrace.app.topology;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Which records of the topic of interactions a model is learned from.
///
/// A model that is served learns from all of them as they come. One that is rebuilt learns those
/// below a bound in each partition, leaves out what was taken back later, and does not follow the
/// topic of users, whose erasures are among what was taken back. Records that are not in the scope
/// change nothing, not even the tally.
///
/// Safe for any number of threads.
public final class LearnScope {
  /// Every record, as it comes.
  public static final LearnScope EVERYTHING = new LearnScope(null, null, Set.of());

  private final long @Nullable [] bounds; // (partitions) first offset that is not learned
  private final @Nullable TakeBacks takeBacks;
  private final Set<String> deletedItems;
  private final @Nullable AtomicLongArray seen; // (partitions) behind the last record, in or out

  private LearnScope(
      long @Nullable [] bounds, @Nullable TakeBacks takeBacks, Set<String> deletedItems) {
    this.bounds = bounds;
    this.takeBacks = takeBacks;
    this.deletedItems = deletedItems;
    this.seen = bounds == null ? null : new AtomicLongArray(bounds.length);
  }

  /// The records below a bound that were not taken back.
  ///
  /// @param bounds (partitions) the first offset of each that is not learned
  /// @param deletedItems whose events are not learned
  public static LearnScope below(long[] bounds, TakeBacks takeBacks, Set<String> deletedItems) {
    return new LearnScope(bounds.clone(), takeBacks, Set.copyOf(deletedItems));
  }

  /// The offset behind the last record of a partition that came by, whether it was learned or not;
  /// 0 before the first. Only of a scope that has a bound.
  public long seen(int partition) {
    return seen == null ? 0 : seen.get(partition);
  }

  boolean hasBound() {
    return bounds != null;
  }

  /// Whether a record is not to be handled.
  boolean isBeyond(int partition, long offset) {
    return bounds != null && offset >= bounds[partition];
  }

  void came(int partition, long offset) {
    if (seen != null) {
      seen.set(partition, offset + 1);
    }
  }

  @Nullable TakeBacks takeBacks() {
    return takeBacks;
  }

  Set<String> deletedItems() {
    return deletedItems;
  }
}
