package io.millrace.model.item;

import io.millrace.model.event.Ids;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Which of its items a partition's task lets go of, from nothing but the rows: a model that is
/// learned anew lets go of the same ones.
///
/// **Too many.** Beyond a bound the least valuable go, down to 95 % of the bound at once. Items
/// with fewer than 3 events are on probation. They go first, those that were seen longest ago
/// before others, while they are more than a tenth of the bound; so a flood of ever-new ids
/// displaces itself. Then the others go, by their trend. Both are orders by [Trend], which for an
/// item on probation is the time of its last event, to within one half-life. Ties go by id.
///
/// **Too old.** An item goes once its trend is below that of a single event as long ago as the time
/// to live. For an item with one event that is the time to live exactly; one with n events that
/// came together stays up to `log2(n)` half-lives longer.
public final class ItemPolicy {
  static final long PROBATION_EVENTS = 3;
  private static final double KEPT_SHARE = 0.95;
  private static final double PROBATION_SHARE = 0.1;

  private final ItemMatrix matrix;
  private final int maxItems; // of one owner
  private final long ttlMillis;
  private final long halfLifeMillis;

  /// @param maxItems of all owners together, at least as many as there are owners
  /// @param owners partitions of the topic
  /// @param ttlMillis in the time of events; 0 for no limit
  /// @param halfLifeMillis of the trend
  public ItemPolicy(
      ItemMatrix matrix, int maxItems, int owners, long ttlMillis, long halfLifeMillis) {
    this.matrix = matrix;
    this.maxItems = Math.max(1, Math.ceilDiv(maxItems, owners));
    this.ttlMillis = ttlMillis;
    this.halfLifeMillis = halfLifeMillis;
  }

  /// Whether a partition's task has more items than it may.
  public boolean isBeyond(int partition) {
    return matrix.life().owned(partition) > maxItems;
  }

  /// The slots that a partition's task has to let go of, since it has too many.
  public int[] excess(int partition) {
    var candidates = new Candidates(partition);
    int excess = candidates.slots.length - (int) Math.ceil(KEPT_SHARE * maxItems);
    if (excess <= 0) {
      return new int[0];
    }
    int reserved = (int) (PROBATION_SHARE * maxItems);
    int[] onProbation = candidates.ordered(true);
    int[] others = candidates.ordered(false);
    int fromProbation = Math.clamp((long) onProbation.length - reserved, 0, excess);
    int fromOthers = Math.min(excess - fromProbation, others.length);
    int[] chosen = new int[fromProbation + fromOthers];
    System.arraycopy(onProbation, 0, chosen, 0, fromProbation);
    System.arraycopy(others, 0, chosen, fromProbation, fromOthers);
    return chosen;
  }

  /// How far the time of events has to go on until it is worth looking for [#expired] items; 0 if
  /// none ever is.
  public long expiryStepMillis() {
    return ttlMillis == 0 ? 0 : Math.max(1, ttlMillis / 20);
  }

  /// The slots that a partition's task has to let go of, since they were not seen for too long.
  ///
  /// @param newestMillis the time of the newest event
  public int[] expired(int partition, long newestMillis) {
    var candidates = new Candidates(partition);
    var expired = new IntArrayList();
    double oldest = (double) (newestMillis - ttlMillis) / halfLifeMillis;
    for (int index : candidates.byTrend(i -> candidates.trends[i] != Trend.NONE)) {
      if (candidates.trends[index] >= oldest) {
        break;
      }
      expired.add(candidates.slots[index]);
    }
    return expired.toIntArray();
  }

  /// The items of an owner, as they are now.
  private final class Candidates {
    final int[] slots;
    final long[] counts;
    final double[] trends;

    Candidates(int partition) {
      var own = new IntArrayList();
      int bound = matrix.slots();
      for (int slot = 0; slot < bound; slot++) {
        if (matrix.isHeld(slot) && matrix.ownerOf(slot) == partition) {
          own.add(slot);
        }
      }
      slots = own.toIntArray();
      counts = new long[slots.length];
      trends = new double[slots.length];
      for (int i = 0; i < slots.length; i++) {
        ItemBlock block = matrix.blockOf(slots[i]);
        counts[i] = block.counts()[slots[i] % ItemBlock.ROWS];
        trends[i] = block.trends()[slots[i] % ItemBlock.ROWS];
      }
    }

    /// The slots on probation or the others, the least valuable first.
    int[] ordered(boolean onProbation) {
      int[] indices = byTrend(i -> counts[i] < PROBATION_EVENTS == onProbation);
      for (int i = 0; i < indices.length; i++) {
        indices[i] = slots[indices[i]];
      }
      return indices;
    }

    private int[] byTrend(IntPredicate wanted) {
      int[] indices = IntStream.range(0, slots.length).filter(wanted).toArray();
      IntArrays.quickSort(
          indices,
          (a, b) -> {
            int byTrend = Double.compare(trends[a], trends[b]);
            return byTrend != 0
                ? byTrend
                : Ids.compare(matrix.idOf(slots[a]), matrix.idOf(slots[b]));
          });
      return indices;
    }
  }
}
