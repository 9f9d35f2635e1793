package io.millrace.app.run;

import java.util.Set;

/// In how much time a backlog will be gone at the pace of the last seconds. One thread looks; any
/// may ask.
final class CatchUp {
  /// Share of the newest look in the pace: ten looks ago counts for a third.
  private static final double NEWEST = 0.1;

  private Set<Integer> partitions = Set.of();
  private long lag;
  private long atNanos;
  private double pace; // events by which the backlog shrinks in a second
  private volatile double seconds;

  /// Takes note of a backlog.
  ///
  /// @param newPartitions that it lies in; where they change, the pace is looked at anew
  /// @param newLag events
  void look(Set<Integer> newPartitions, long newLag, long nanos) {
    if (newPartitions.equals(partitions) && nanos > atNanos) {
      double now = (lag - newLag) * 1e9 / (nanos - atNanos);
      pace = pace == 0 ? now : pace + NEWEST * (now - pace);
    } else {
      pace = 0;
    }
    partitions = Set.copyOf(newPartitions);
    lag = newLag;
    atNanos = nanos;
    if (newLag == 0) {
      pace = 0;
      seconds = 0;
    } else {
      seconds = pace > 0 ? newLag / pace : Double.POSITIVE_INFINITY;
    }
  }

  /// Seconds until the backlog is gone; infinite while it does not shrink.
  double seconds() {
    return seconds;
  }
}
