package io.millrace.model.item;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// Slots that were let go, from then until nobody can hold one of them any more: first every task
/// has to say that neither its part nor its users have it, then the requests that ran meanwhile
/// have to end. Guarded by the lock of the matrix, but for [#end] and [#readers].
final class FreedSlots {
  private final Readers readers = new Readers();
  private final List<ItemPart> tasks = new ArrayList<>();
  private final IntArrayList log = new IntArrayList(); // slots that tasks may have, oldest first
  private long first; // number of the log's first slot
  private int done; // slots at the log's beginning that no task has
  private volatile long end; // number of the next slot that is let go
  private final IntArrayList swept = new IntArrayList(); // no task has them
  private final IntArrayList waiting = new IntArrayList(); // the same, and one advance since

  Readers readers() {
    return readers;
  }

  /// How many slots were ever let go.
  long end() {
    return end;
  }

  /// Slots that are not free yet.
  int size() {
    return log.size() - done + swept.size() + waiting.size();
  }

  void attach(ItemPart task) {
    if (!tasks.contains(task)) {
      task.startFreed(end);
      tasks.add(task);
    }
  }

  void detach(ItemPart task) {
    tasks.remove(task);
  }

  List<ItemPart> tasks() {
    return tasks;
  }

  void add(int slot) {
    log.add(slot);
    end = first + log.size();
  }

  /// The slots from a number on, oldest first; some task has not swept them.
  int[] since(long number) {
    int from = Math.toIntExact(number - first);
    return log.subList(from, log.size()).toIntArray();
  }

  /// Hands over the slots that nobody can hold any more.
  void drain(IntConsumer free) {
    long clean = end;
    for (ItemPart task : tasks) {
      clean = Math.min(clean, task.sweptFreed());
    }
    while (first + done < clean) {
      swept.add(log.getInt(done++));
    }
    if (done > log.size() / 2) {
      log.removeElements(0, done);
      first += done;
      done = 0;
    }
    if (waiting.isEmpty() && swept.isEmpty()) {
      return;
    }
    for (int i = 0; i < 2 && readers.advance(); i++) {
      waiting.forEach(free);
      waiting.clear();
      waiting.addAll(swept);
      swept.clear();
    }
  }
}
