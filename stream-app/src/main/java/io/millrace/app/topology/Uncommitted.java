package io.millrace.app.topology;

import java.util.concurrent.atomic.AtomicInteger;

/// Events that this instance's tasks have learned and not yet committed, so that other instances
/// cannot know of them. Safe for any number of threads.
final class Uncommitted {
  private final AtomicInteger events = new AtomicInteger();

  int count() {
    return events.get();
  }

  /// One more.
  void learned() {
    events.incrementAndGet();
  }

  /// So many of them are about to be committed, or were thrown away.
  void settled(int count) {
    events.addAndGet(-count);
  }
}
