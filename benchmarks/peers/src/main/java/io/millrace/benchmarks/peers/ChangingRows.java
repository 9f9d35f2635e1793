package io.millrace.benchmarks.peers;

import java.util.concurrent.locks.LockSupport;

/// Rows that change at a steady rate while others search: one thread writes, and one maintains the
/// index as the running product does, by the same rules as its `IndexKeeper`.
final class ChangingRows implements AutoCloseable {
  static final int ROWS_PER_SECOND = 50_000;
  private static final long WRITER_PAUSE_NANOS = 1_000_000;
  private static final long KEEPER_PAUSE_NANOS = 2_000_000;
  private static final int STEP_ROWS = 1_000;
  private static final int REST_SHARE = 9;

  private final MillraceIndex index;
  private final Thread writer;
  private final Thread keeper;
  private final long started = System.nanoTime();
  private volatile boolean stopped;
  private volatile long written;

  ChangingRows(MillraceIndex index) {
    this.index = index;
    writer = Thread.ofPlatform().name("writer").daemon().start(this::write);
    keeper = Thread.ofPlatform().name("keeper").daemon().start(this::maintain);
  }

  private void write() {
    while (!stopped) {
      long due = (System.nanoTime() - started) / 1_000 * ROWS_PER_SECOND / 1_000_000;
      long done = written;
      for (; done < due; done++) {
        index.changeOneRow();
      }
      written = done;
      LockSupport.parkNanos(WRITER_PAUSE_NANOS);
    }
  }

  private void maintain() {
    long rested = System.nanoTime();
    while (!stopped) {
      index.index().refresh();
      if (System.nanoTime() - rested >= 0) {
        long start = System.nanoTime();
        index.index().upkeep(STEP_ROWS);
        long end = System.nanoTime();
        rested = end + REST_SHARE * (end - start);
      }
      LockSupport.parkNanos(KEEPER_PAUSE_NANOS);
    }
  }

  /// Rows that were changed a second, so far.
  double rate() {
    return written / ((System.nanoTime() - started) / 1e9);
  }

  /// Ends both threads and takes over what is left.
  @Override
  public void close() {
    stopped = true;
    try {
      writer.join();
      keeper.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    index.index().refresh();
  }
}
