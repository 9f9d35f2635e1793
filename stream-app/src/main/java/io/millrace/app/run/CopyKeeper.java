package io.millrace.app.run;

import io.millrace.app.topology.CopyUpkeep;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The thread that keeps the stores of standbys within limits, also while nothing comes for them.
final class CopyKeeper implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final CopyUpkeep copies;
  private final Consumer<Throwable> failed;
  private final Thread thread;
  private volatile boolean stopped;

  /// @param failed hears if the thread cannot go on
  CopyKeeper(CopyUpkeep copies, Consumer<Throwable> failed) {
    this.copies = copies;
    this.failed = failed;
    this.thread = Thread.ofPlatform().name("copy-keeper").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        copies.tend();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | Error thrown) {
      failed.accept(thrown);
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
