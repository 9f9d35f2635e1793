package io.millrace.model.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Brings what each replica learned to the others, late: what an event changed is seen by them
/// between `delay` and 9/8 of `delay` events of the whole stream after it. Changes of an eighth of
/// the delay travel together, which bounds what is under way; a real exchange, by commits, does the
/// same.
final class Exchange {
  private static final int BATCHES = 8;

  private final List<Replica> replicas;
  private final int delay;
  private final int every;
  private final Deque<Batch> underWay = new ArrayDeque<>();
  private long events;

  private record Batch(long dueAt, List<Replica.Update> updates) {}

  /// @param delay in events, not negative
  Exchange(List<Replica> replicas, int delay) {
    this.replicas = replicas;
    this.delay = delay;
    this.every = Math.max(1, delay / BATCHES);
  }

  /// Counts an event that was learned, and hands out what is due.
  void learned() {
    events++;
    if (events % every == 0) {
      List<Replica.Update> updates = new ArrayList<>();
      replicas.forEach(replica -> updates.add(replica.drain()));
      underWay.add(new Batch(events + delay, updates));
    }
    while (!underWay.isEmpty() && underWay.getFirst().dueAt <= events) {
      underWay.removeFirst().updates.forEach(this::deliver);
    }
  }

  private void deliver(Replica.Update update) {
    for (int replica = 0; replica < replicas.size(); replica++) {
      if (replica != update.partition()) {
        replicas.get(replica).apply(update);
      }
    }
  }
}
