package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.Arrays;

/// Where the events of a file start, in the order of their timestamps. Takes 28 bytes per event
/// while it is built and 8 afterwards.
final class EventIndex {
  private final long[] timestampsMillis; // (events)
  private final long[] offsets; // (events), bytes
  private long latestMillis = Long.MIN_VALUE;
  private int count;

  /// @param events how many will be added
  EventIndex(int events) {
    timestampsMillis = new long[events];
    offsets = new long[events];
  }

  /// Adds the next event of the file. Without a timestamp it stays behind the one before it.
  void add(Interaction event, long offset) {
    Long millis = event.timestampMillis();
    latestMillis = millis == null ? latestMillis : millis;
    timestampsMillis[count] = latestMillis;
    offsets[count++] = offset;
  }

  /// The offsets by time; events of the same time keep their order.
  long[] offsetsByTime() {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    LongArrays.radixSortIndirect(order, timestampsMillis, 0, count, true);
    long[] sorted = new long[count];
    Arrays.setAll(sorted, i -> offsets[order[i]]);
    return sorted;
  }
}
