package io.millrace.app.topology;

/// How much a model may know before it lets go of what matters least.
///
/// @param maxItems that are known, from 1
/// @param itemTtlMillis in the time of events, after which an item that was not seen is let go; 0
///   for never
/// @param maxUsers of all partitions together, from 1
/// @param userTtlMillis in the time of events, after which a user without events is let go; 0 for
///   never
/// @param graceMillis for which the mark of an item that was let go outlives the last of the item:
///   longer than a transaction may last
public record Limits(
    int maxItems, long itemTtlMillis, long maxUsers, long userTtlMillis, long graceMillis) {
  public static final int DEFAULT_MAX_ITEMS = 1_000_000;
  public static final long DEFAULT_MAX_USERS = 10_000_000;

  /// Three times as long as a transaction may last.
  private static final long GRACE_MILLIS = 30_000;

  public static final Limits DEFAULT = new Limits(DEFAULT_MAX_ITEMS, 0, DEFAULT_MAX_USERS, 0);

  public Limits(int maxItems, long itemTtlMillis, long maxUsers, long userTtlMillis) {
    this(maxItems, itemTtlMillis, maxUsers, userTtlMillis, GRACE_MILLIS);
  }

  /// @throws IllegalArgumentException naming the limit and its value if it is out of range
  public Limits {
    require("max-items", maxItems, 1);
    require("item-ttl", itemTtlMillis, 0);
    require("max-users", maxUsers, 1);
    require("user-ttl", userTtlMillis, 0);
  }

  private static void require(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException(
          "%s is %d, but must be at least %d".formatted(name, value, min));
    }
  }

  /// The share of one partition in the users.
  int maxUsersOf(int partitions) {
    return Math.clamp(Math.ceilDiv(maxUsers, partitions), 1, Integer.MAX_VALUE);
  }
}
