package io.millrace.app.run;

/// Whether the heap is large enough to start at all, and what state will take of it.
public final class Memory {
  /// What clients, buffers and a small model need.
  static final long MIN_HEAP_BYTES = 120L * 1024 * 1024;

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
  /// have a context vector too.
  static long bytesPerItem(int rank, int partitions) {
    long vector = (long) rank * Float.BYTES;
    long row = vector + 3 * Float.BYTES + Long.BYTES + Double.BYTES;
    long parts = 2L * partitions;
    return row * (2 + parts) + vector * (1 + parts);
  }

  static long mebibytes(long bytes) {
    return bytes / (1024 * 1024);
  }
}
