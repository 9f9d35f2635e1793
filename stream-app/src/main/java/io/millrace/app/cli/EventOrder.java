package io.millrace.app.cli;

import io.millrace.model.evaluation.EventLog;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The orders in which an evaluation may take its events.
final class EventOrder {
  private EventOrder() {}

  /// By time; events of equal time keep their order.
  static EventLog byTime(EventLog log) {
    int[] order = identity(log.size());
    long[] timesMillis = new long[log.size()];
    Arrays.setAll(timesMillis, log::timeMillis);
    LongArrays.radixSortIndirect(order, timesMillis, 0, order.length, true);
    return log.reordered(order);
  }

  /// The same, but events of equal time in an order drawn by chance.
  static EventLog withTiesShuffled(EventLog log, RandomGenerator random) {
    int[] order = identity(log.size());
    int from = 0;
    while (from < order.length) {
      int to = from + 1;
      while (to < order.length && log.timeMillis(to) == log.timeMillis(from)) {
        to++;
      }
      shuffle(order, from, to, random);
      from = to;
    }
    return log.reordered(order);
  }

  /// An order drawn by chance, in which times would say nothing: each of the first `learned` events
  /// happens a second after the one before, and the others when these are over.
  static EventLog shuffled(EventLog log, int learned, RandomGenerator random) {
    int[] order = identity(log.size());
    shuffle(order, 0, order.length, random);
    return log.reordered(order).timedByOrder(learned);
  }

  private static void shuffle(int[] order, int from, int to, RandomGenerator random) {
    for (int i = to - 1; i > from; i--) {
      int other = from + random.nextInt(i - from + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
  }

  private static int[] identity(int length) {
    int[] order = new int[length];
    Arrays.setAll(order, i -> i);
    return order;
  }

  /// The share of the events that have the timestamp of the event before or after them of the same
  /// user. Where it is large, the order of the file decides what is foreseen.
  static double tiedShare(EventLog log) {
    int[] last = new int[log.users()];
    Arrays.fill(last, -1);
    boolean[] tied = new boolean[log.size()];
    for (int event = 0; event < log.size(); event++) {
      int before = last[log.user(event)];
      if (before >= 0 && log.timeMillis(before) == log.timeMillis(event)) {
        tied[before] = true;
        tied[event] = true;
      }
      last[log.user(event)] = event;
    }
    int count = 0;
    for (boolean each : tied) {
      count += each ? 1 : 0;
    }
    return (double) count / log.size();
  }
}
