package io.millrace.app.cli;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntToLongFunction;

/// How many of the events that a source sent are handled. Others may send to the same topic, so a
/// count of everything handled does not tell: here the offset of each of the source's events is
/// compared with how far its partition was handled. An event that is not acknowledged yet has no
/// offset and is not handled. Safe for any number of threads.
final class OwnEvents {
  private final IntToLongFunction next;
  private final Map<Integer, Queue<Long>> unhandled = new HashMap<>(); // offsets by partition
  private long handled;

  /// @param next for a partition the offset behind the last event handled, or a negative number if
  ///   it is not known
  OwnEvents(IntToLongFunction next) {
    this.next = next;
  }

  /// Kafka has put an event of the source there. Offsets of a partition ascend.
  synchronized void acknowledged(int partition, long offset) {
    unhandled.computeIfAbsent(partition, any -> new ArrayDeque<>()).add(offset);
  }

  synchronized long handled() {
    unhandled.forEach(this::takeHandled);
    return handled;
  }

  private void takeHandled(int partition, Queue<Long> offsets) {
    long reached = next.applyAsLong(partition);
    for (Long first = offsets.peek(); first != null && first < reached; first = offsets.peek()) {
      offsets.remove();
      handled++;
    }
  }
}
