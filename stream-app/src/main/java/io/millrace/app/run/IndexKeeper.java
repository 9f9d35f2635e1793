package io.millrace.app.run;

import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.UserIndex;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The thread that maintains the indexes while others learn and answer: takes over changed rows
/// every few milliseconds, and sorts the rows anew when enough changed. Answers are exact without
/// it, but each would score the changed rows one by one.
final class IndexKeeper implements AutoCloseable {
  private static final long PAUSE_NANOS = 2_000_000;

  /// Every event changes a user, and few ask for neighbours: so users are taken over less often,
  /// those with many events in between once for all of them.
  private static final long USERS_PAUSE_NANOS = 1_000_000_000;

  /// Sorting takes this many rows at once, and then rests so long that it takes a tenth of a core.
  private static final int STEP_ROWS = 1_000;

  private static final int REST_SHARE = 9;

  private final ItemIndex items;
  private final UserIndex users;
  private final Consumer<Throwable> failed;
  private final Thread thread;
  private volatile boolean stopped;

  /// @param failed hears if the thread cannot go on
  IndexKeeper(ItemIndex items, UserIndex users, Consumer<Throwable> failed) {
    this.items = items;
    this.users = users;
    this.failed = failed;
    this.thread = Thread.ofPlatform().name("index-keeper").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long rested = System.nanoTime();
      long usersDue = rested;
      while (!stopped) {
        items.refresh();
        long start = System.nanoTime();
        if (start - usersDue >= 0) {
          users.refresh();
          usersDue = start + USERS_PAUSE_NANOS;
        }
        start = System.nanoTime();
        if (start - rested >= 0) {
          items.upkeep(STEP_ROWS);
          users.upkeep(STEP_ROWS);
          long end = System.nanoTime();
          rested = end + REST_SHARE * (end - start);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | Error thrown) {
      failed.accept(thrown);
    }
  }

  /// Waits until the thread has ended, which takes a few milliseconds.
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
