package io.millrace.app.topology;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// How far this instance's tasks have come in each partition of the interactions. Each task, and
/// the thread that reads for it, writes its own; any thread may read.
///
/// Not every offset is a record: where a transaction ends stands a marker, and of one that was
/// aborted all records are passed over. So behind the last record that was handled a partition is
/// handled up to where it was read, once nothing that was read still waits.
public final class Positions {
  /// No task here has come by anything of the partition since it got it.
  public static final long UNKNOWN = -1;

  /// How far a partition was read.
  ///
  /// @param given offset behind the last record that was given to the task
  /// @param next offset from which it is read on
  private record Read(long given, long next) {
    static final Read NOTHING = new Read(UNKNOWN, UNKNOWN);
  }

  private final AtomicLongArray handled; // (partitions) offset behind the last record
  private final AtomicReferenceArray<Read> reads; // (partitions)

  Positions(int partitions) {
    handled = new AtomicLongArray(partitions);
    reads = new AtomicReferenceArray<>(partitions);
    for (int p = 0; p < partitions; p++) {
      forget(p);
    }
  }

  /// The offset from which on nothing was handled here, or [#UNKNOWN].
  public long next(int partition) {
    // In this order: what is read in between waits, and makes the answer smaller.
    long next = handled.get(partition);
    Read read = reads.get(partition);
    return next >= read.given() ? Math.max(next, read.next()) : next;
  }

  /// The task handled all records before an offset.
  void set(int partition, long nextOffset) {
    handled.set(partition, nextOffset);
  }

  /// Records were read, which the task handles later.
  ///
  /// @param lastOffset of the last of them
  /// @param next offset from which the partition is read on
  void read(int partition, long lastOffset, long next) {
    reads.set(partition, new Read(lastOffset + 1, next));
  }

  /// Offsets were read that are no records.
  void passedOver(int partition, long next) {
    reads.set(partition, new Read(reads.get(partition).given(), next));
  }

  /// The task is closed.
  void forget(int partition) {
    handled.set(partition, UNKNOWN);
    reads.set(partition, Read.NOTHING);
  }
}
