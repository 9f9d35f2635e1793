package io.millrace.app.topology;

import java.util.concurrent.atomic.AtomicLongArray;

/// How far this instance's tasks have come in each partition of the interactions. Each task writes
/// its own; any thread may read.
public final class Positions {
  /// No task here has handled an event of the partition since it got it.
  public static final long UNKNOWN = -1;

  private final AtomicLongArray next; // by partition

  Positions(int partitions) {
    next = new AtomicLongArray(partitions);
    for (int p = 0; p < partitions; p++) {
      next.set(p, UNKNOWN);
    }
  }

  /// The offset behind the last event that was handled here, or [#UNKNOWN].
  public long next(int partition) {
    return next.get(partition);
  }

  void set(int partition, long nextOffset) {
    next.set(partition, nextOffset);
  }
}
