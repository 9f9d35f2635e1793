package io.millrace.app.run;

import io.millrace.app.topology.Limits;
import java.time.Duration;

/// How much a model may know, as it is told at the start.
///
/// @param maxItems items that are known, at most; 0 for as many as the heap holds, up to a million
/// @param itemTtlDays in the time of events, after which an item that is not seen is let go; 0 for
///   never
/// @param maxUsers of all partitions together; 0 for as many as the heap holds, up to ten million
/// @param userTtlDays in the time of events, after which a user without events is let go; 0 for
///   never
public record Growth(int maxItems, double itemTtlDays, long maxUsers, double userTtlDays) {
  public static final Growth AUTOMATIC = new Growth(0, 0, 0, 0);

  private static final double MAX_DAYS = 1_000_000;
  private static final double MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  /// @throws IllegalArgumentException naming the setting and its value if it is out of range
  public Growth {
    require("max-items", maxItems, Integer.MAX_VALUE);
    require("item-ttl", itemTtlDays, MAX_DAYS);
    require("max-users", (double) maxUsers, 1e12);
    require("user-ttl", userTtlDays, MAX_DAYS);
  }

  private static void require(String name, double value, double max) {
    if (!(value >= 0 && value <= max)) {
      throw new IllegalArgumentException(
          "%s is %s, but must be between 0 and %.0f".formatted(name, value, max));
    }
  }

  /// The limits of a model in a heap.
  Limits limits(long maxHeapBytes, int rank, int partitions) {
    return new Limits(
        maxItems > 0 ? maxItems : Memory.itemsThatFit(maxHeapBytes, rank, partitions),
        Math.round(itemTtlDays * MILLIS_PER_DAY),
        maxUsers > 0 ? maxUsers : Memory.usersThatFit(maxHeapBytes, rank),
        Math.round(userTtlDays * MILLIS_PER_DAY));
  }
}
