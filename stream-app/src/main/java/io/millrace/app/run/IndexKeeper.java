package io.millrace.app.run;

import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.UserIndex;

/// Maintains the indexes while others learn and answer: each step takes over changed rows, and
/// sorts the rows anew when enough changed. Answers are exact without it, but each would score the
/// changed rows one by one. For one thread.
final class IndexKeeper implements Runnable {
  /// Between two steps.
  static final long PAUSE_NANOS = 2_000_000;

  /// Every event changes a user, and few ask for neighbours: so users are taken over less often,
  /// those with many events in between once for all of them.
  private static final long USERS_PAUSE_NANOS = 1_000_000_000;

  /// Sorting takes this many rows at once, and then rests so long that it takes a tenth of a core.
  private static final int STEP_ROWS = 1_000;

  private static final int REST_SHARE = 9;

  private final ItemIndex items;
  private final UserIndex users;
  private long rested = System.nanoTime();
  private long usersDue = rested;

  IndexKeeper(ItemIndex items, UserIndex users) {
    this.items = items;
    this.users = users;
  }

  @Override
  public void run() {
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
  }
}
