package io.millrace.app.topology;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// How far the items changelog of each partition was read into the matrix. The feed's thread writes
/// it after each record; a task that begins takes what was read so far from the matrix, and
/// restores only what comes after it.
public final class FeedProgress {
  private static final long NOTHING = -1;

  private final AtomicLongArray offsets; // of the last record, by partition
  private final AtomicReferenceArray<@Nullable StoredPosition> positions; // the last one read

  public FeedProgress(int partitions) {
    offsets = new AtomicLongArray(partitions);
    positions = new AtomicReferenceArray<>(partitions);
    for (int p = 0; p < partitions; p++) {
      offsets.set(p, NOTHING);
    }
  }

  /// A record is in the matrix.
  public void read(int partition, long offset) {
    offsets.setRelease(partition, offset);
  }

  /// Where the task was that wrote what was read up to now. Told before its record's offset is.
  public void setPosition(int partition, @Nullable StoredPosition position) {
    positions.set(partition, position);
  }

  /// Offset of the last record in the matrix, or null if there is none.
  @Nullable Long offset(int partition) {
    long offset = offsets.getAcquire(partition);
    return offset == NOTHING ? null : offset;
  }

  /// What the last position record said; at least as new as an offset that was asked for before.
  @Nullable StoredPosition position(int partition) {
    return positions.get(partition);
  }
}
