package io.millrace.app.run;

import io.millrace.model.item.ItemMatrix;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Watches for items that were let go here and nowhere else. A task lets go of an item at once,
/// within the transaction that tells the others; if that is aborted, as after the instance stood
/// still for longer than its session, and another instance gets the partition and keeps the item,
/// this one would ignore the item for good. A new process reads what holds.
final class MarkWatch implements Runnable {
  /// Longer than a task takes that comes back here and writes its marks again.
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long NEVER = Long.MIN_VALUE;

  private final ItemMatrix matrix;
  private final BooleanSupplier isAnswered;
  private final LongSupplier nanoTime;
  private final long[] since; // by partition

  /// @param isAnswered whether the broker answers, without whom nothing is confirmed
  MarkWatch(ItemMatrix matrix, int partitions, BooleanSupplier isAnswered, LongSupplier nanoTime) {
    this.matrix = matrix;
    this.isAnswered = isAnswered;
    this.nanoTime = nanoTime;
    this.since = new long[partitions];
    Arrays.fill(since, NEVER);
  }

  /// Looks, which has to be done once a second or so.
  ///
  /// @throws IllegalStateException if items have been missing here for too long
  @Override
  public void run() {
    long now = nanoTime.getAsLong();
    for (int partition = 0; partition < since.length; partition++) {
      if (!isAnswered.getAsBoolean()
          || matrix.isActive(partition)
          || !matrix.life().hasUnconfirmed(partition)) {
        since[partition] = NEVER;
      } else if (since[partition] == NEVER) {
        since[partition] = now;
      } else if (now - since[partition] > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "items of partition %d were let go in a transaction that was aborted, and another instance has the partition now: start this one again, so that it reads what holds"
                .formatted(partition));
      }
    }
  }
}
