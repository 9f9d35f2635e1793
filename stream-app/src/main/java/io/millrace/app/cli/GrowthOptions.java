package io.millrace.app.cli;

import io.millrace.app.run.Growth;
import picocli.CommandLine.Option;

/// How much a model may know before it lets go of what matters least.
final class GrowthOptions {
  @Option(
      names = "--max-items",
      paramLabel = "N",
      defaultValue = "${env:MILLRACE_MAX_ITEMS:-0}",
      description =
          "Items that are known, at most; 0 for as many as half of the heap holds, up to a million"
              + " (env MILLRACE_MAX_ITEMS; default: ${DEFAULT-VALUE}).")
  private int maxItems;

  @Option(
      names = "--item-ttl",
      paramLabel = "DAYS",
      defaultValue = "${env:MILLRACE_ITEM_TTL:-0}",
      description =
          "Days, in the time of events, after which an item that is not seen is let go; 0 for never"
              + " (env MILLRACE_ITEM_TTL; default: ${DEFAULT-VALUE}).")
  private double itemTtlDays;

  @Option(
      names = "--max-users",
      paramLabel = "N",
      defaultValue = "${env:MILLRACE_MAX_USERS:-0}",
      description =
          "Users of all partitions together that are known, at most; 0 for as many as 3 tenths of"
              + " the heap hold, up to ten million (env MILLRACE_MAX_USERS; default:"
              + " ${DEFAULT-VALUE}).")
  private long maxUsers;

  @Option(
      names = "--user-ttl",
      paramLabel = "DAYS",
      defaultValue = "${env:MILLRACE_USER_TTL:-0}",
      description =
          "Days, in the time of events, after which a user without events is let go; 0 for never"
              + " (env MILLRACE_USER_TTL; default: ${DEFAULT-VALUE}).")
  private double userTtlDays;

  /// @throws IllegalArgumentException naming the option and its value if it is out of range
  Growth growth() {
    return new Growth(maxItems, itemTtlDays, maxUsers, userTtlDays);
  }
}
