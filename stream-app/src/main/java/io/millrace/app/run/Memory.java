package io.millrace.app.run;

import io.millrace.app.topology.Limits;
import io.millrace.model.learner.LearnerSettings;
import org.jspecify.annotations.Nullable;

/// Whether the heap is large enough to start at all, and what state will take of it.
public final class Memory {
  /// What clients, buffers and a small model need.
  static final long MIN_HEAP_BYTES = 120L * 1024 * 1024;

  private static final int MIN_ITEMS = 1_000;
  private static final int MIN_USERS = 1_000;

  /// Shares of the room for users and items. The rest is for requests and what is on its way.
  private static final double ITEM_SHARE = 0.5;

  private static final double USER_SHARE = 0.3;

  /// Items that a user is expected to have consumed.
  private static final int EXPECTED_CONSUMED = 50;

  // Measured by benchmarks/state-size.
  private static final int CODE_BYTES = 50; // of a row, beside its codes
  private static final int ITEM_ID_BYTES = 180; // id, slot, version
  private static final int USER_BYTES = 300; // id, map entry, place in the order, object headers
  private static final long CONSUMED_BYTES = 12; // two ints and a byte, and room to grow

  private Memory() {}

  /// @throws StartException if the heap of this JVM is too small
  public static void requireHeap() {
    requireHeap(Runtime.getRuntime().maxMemory(), MIN_HEAP_BYTES);
  }

  static void requireHeap(long maxHeapBytes, long minHeapBytes) {
    if (maxHeapBytes < minHeapBytes) {
      throw new StartException(
          "the heap is at most %d MiB, but Millrace needs %d MiB to start: set MILLRACE_HEAP, for example MILLRACE_HEAP=512m"
              .formatted(mebibytes(maxHeapBytes), mebibytes(minHeapBytes)));
    }
  }

  /// Bytes of heap that one item takes: its visible row and its start, one part of each partition
  /// as the feed keeps it, and one more of each partition that is active here. All but the start
  /// have a context vector too. Beside them, its id and what is kept of each slot, and its codes in
  /// the index, twice while that is sorted anew.
  public static long bytesPerItem(int rank, int partitions) {
    long vector = (long) rank * Float.BYTES;
    long row = vector + 3 * Float.BYTES + Long.BYTES + Double.BYTES + 1;
    long parts = 2L * partitions;
    long codes = 2L * (rank + CODE_BYTES);
    return row * (2 + parts) + vector * (1 + parts) + codes + ITEM_ID_BYTES;
  }

  /// Bytes of heap that one user takes who consumed so many items, also in the index of users.
  public static long bytesPerUser(int rank, int context, int consumed) {
    long vector = (long) rank * Float.BYTES;
    long recent = (long) context * (Integer.BYTES + Long.BYTES);
    long indexed = vector + rank + CODE_BYTES;
    return USER_BYTES + vector + recent + consumed * CONSUMED_BYTES + indexed;
  }

  /// What is left for users and items beside what everything else needs.
  private static long room(long maxHeapBytes) {
    return Math.max(0, maxHeapBytes - MIN_HEAP_BYTES);
  }

  /// As many items as a part of the heap holds.
  static int itemsThatFit(long maxHeapBytes, int rank, int partitions) {
    long fit = (long) (ITEM_SHARE * room(maxHeapBytes)) / bytesPerItem(rank, partitions);
    return Math.clamp(fit, MIN_ITEMS, Limits.DEFAULT_MAX_ITEMS);
  }

  /// As many users as a part of the heap holds.
  static long usersThatFit(long maxHeapBytes, int rank) {
    long fit = (long) (USER_SHARE * room(maxHeapBytes)) / bytesPerUser(rank);
    return Math.clamp(fit, MIN_USERS, Limits.DEFAULT_MAX_USERS);
  }

  /// A user as it is expected.
  private static long bytesPerUser(int rank) {
    return bytesPerUser(rank, LearnerSettings.DEFAULT.context(), EXPECTED_CONSUMED);
  }

  /// Bytes of so many items and users.
  static long bytes(long items, long users, int rank, int partitions) {
    return items * bytesPerItem(rank, partitions) + users * bytesPerUser(rank);
  }

  /// Whether what may be known could take more than there is, told in a line; else null.
  static @Nullable String warning(Limits limits, long maxHeapBytes, int rank, int partitions) {
    long needed = bytes(limits.maxItems(), limits.maxUsers(), rank, partitions);
    if (needed <= room(maxHeapBytes)) {
      return null;
    }
    return "%d items and %d users may take %d MiB, more than the heap of %d MiB holds: set --max-items to %d and --max-users to %d at most, or MILLRACE_HEAP to %dm"
        .formatted(
            limits.maxItems(),
            limits.maxUsers(),
            mebibytes(needed),
            mebibytes(maxHeapBytes),
            itemsThatFit(maxHeapBytes, rank, partitions),
            usersThatFit(maxHeapBytes, rank),
            mebibytes(needed + MIN_HEAP_BYTES) + 1);
  }

  /// Refuses to go on where what is stored cannot fit.
  ///
  /// @throws StartException naming how large the heap must be
  static void requireRoom(long items, long users, long maxHeapBytes, int rank, int partitions) {
    long needed = bytes(items, users, rank, partitions);
    if (needed > maxHeapBytes) {
      throw new StartException(
          "the stored model has %d items and %d users, which take about %d MiB, but the heap is at most %d MiB: set MILLRACE_HEAP, for example MILLRACE_HEAP=%dm"
              .formatted(
                  items,
                  users,
                  mebibytes(needed),
                  mebibytes(maxHeapBytes),
                  mebibytes(needed + MIN_HEAP_BYTES) + 1));
    }
  }

  /// Refuses to hold two models at once where they do not fit.
  ///
  /// @param both bytes that they take
  /// @throws StartException naming how large the heap must be
  static void requireRoomForTwo(long both, long maxHeapBytes) {
    if (both > room(maxHeapBytes)) {
      throw new StartException(
          "two models take about %d MiB, more than the heap of %d MiB holds: set MILLRACE_HEAP to %dm, or start the instances anew, which then serve the promoted model"
              .formatted(
                  mebibytes(both), mebibytes(maxHeapBytes), mebibytes(both + MIN_HEAP_BYTES) + 1));
    }
  }

  static long mebibytes(long bytes) {
    return bytes / (1024 * 1024);
  }
}
