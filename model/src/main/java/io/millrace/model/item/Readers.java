package io.millrace.model.item;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// Counts those who hold slots for a while, such as requests, so that a slot which was let go is
/// not given to another item under them.
///
/// **Protocol.** Each reader counts itself in one of two counts by [#begin] before it looks up any
/// slot, and uncounts itself by [#end] once it holds none. What was let go before a call of
/// [#advance] is out of every reader's hands once that call and another one have returned true.
///
/// **Why.** Readers count themselves in the current count; the other one only falls. An advance
/// that finds the other one zero makes it the current one. A reader that holds a slot was counted
/// before the slot was let go: in the count that was current when the first advance came, or in the
/// other one, which the first advance found zero. By the second advance the former is found zero
/// too.
public final class Readers {
  private final AtomicIntegerArray counts = new AtomicIntegerArray(2);
  private volatile int current;

  /// A reader begins.
  ///
  /// @return what to hand to [#end]
  public int begin() {
    int count = current;
    counts.incrementAndGet(count);
    return count;
  }

  public void end(int count) {
    counts.decrementAndGet(count);
  }

  /// One thread at a time.
  ///
  /// @return false if readers are in the way
  boolean advance() {
    int other = 1 - current;
    // An update, not a read: it comes before or after each update by a reader, with all that the
    // two saw.
    if (counts.addAndGet(other, 0) != 0) {
      return false;
    }
    current = other;
    return true;
  }
}
