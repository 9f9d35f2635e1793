package io.millrace.app.run;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches for a system's clock that goes back. Kafka's clients and Streams tell time by it: tasks
/// learn nothing, nothing is committed and no heartbeat is sent until it is again where it was, for
/// an hour if it went back by one. Streams that are started anew go by the clock as it is. A clock
/// that goes ahead does no harm.
final class ClockWatch implements Runnable {
  /// From which on it is told.
  private static final long NOTICED_MILLIS = 1_000;

  /// What is waited out: to start anew would take as long.
  static final long MAX_BEHIND_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

  private final LongSupplier clock;
  private long highestMillis = Long.MIN_VALUE;
  private boolean behind;

  /// @param clock that is watched, in milliseconds
  ClockWatch(LongSupplier clock) {
    this.clock = clock;
  }

  /// Looks at the clock, which has to be done once a second or so.
  ///
  /// @throws IllegalStateException if it is behind an earlier look by too much
  @Override
  public void run() {
    long now = clock.getAsLong();
    highestMillis = Math.max(highestMillis, now);
    long behindMillis = highestMillis - now;
    if (behindMillis > MAX_BEHIND_MILLIS) {
      throw new IllegalStateException(
          "the clock of this machine went back by %d s, and Kafka's clients would wait for as long: start it again"
              .formatted(behindMillis / 1_000));
    }
    if (behindMillis >= NOTICED_MILLIS && !behind) {
      LOG.warn(
          "The clock of this machine went back by {} ms: nothing is learned for as long",
          behindMillis);
    }
    behind = behindMillis >= NOTICED_MILLIS;
  }
}
