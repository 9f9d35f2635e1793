package io.millrace.app.run;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches for a system's clock that goes back. Kafka's clients and Streams tell time by it: tasks
/// learn nothing, nothing is committed and no heartbeat is sent until it is again where it was, for
/// an hour if it went back by one. Streams that are started anew go by the clock as it is. A clock
/// that goes ahead does no harm.
final class ClockWatch implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000_000;

  /// From which on it is told.
  private static final long NOTICED_MILLIS = 1_000;

  /// What is waited out: to start anew would take as long.
  static final long MAX_BEHIND_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

  private final LongSupplier clock;
  private final Consumer<Throwable> failed;
  private final Thread thread;
  private long highestMillis = Long.MIN_VALUE;
  private boolean behind;
  private volatile boolean stopped;

  /// @param clock that is watched, in milliseconds
  /// @param failed hears if it went back by too much
  ClockWatch(LongSupplier clock, Consumer<Throwable> failed) {
    this.clock = clock;
    this.failed = failed;
    this.thread = Thread.ofPlatform().name("clock-watch").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!stopped && look()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// Whether the clock is where it was at an earlier look, or will soon be.
  boolean look() {
    long now = clock.getAsLong();
    highestMillis = Math.max(highestMillis, now);
    long behindMillis = highestMillis - now;
    if (behindMillis > MAX_BEHIND_MILLIS) {
      failed.accept(
          new IllegalStateException(
              "the clock of this machine went back by %d s, and Kafka's clients would wait for as long: start it again"
                  .formatted(behindMillis / 1_000)));
      return false;
    }
    if (behindMillis >= NOTICED_MILLIS && !behind) {
      LOG.warn(
          "The clock of this machine went back by {} ms: nothing is learned for as long",
          behindMillis);
    }
    behind = behindMillis >= NOTICED_MILLIS;
    return true;
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
