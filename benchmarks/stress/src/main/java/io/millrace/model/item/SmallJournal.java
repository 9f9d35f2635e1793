package io.millrace.model.item;

import java.util.stream.IntStream;

/// A journal of two words of marks, with rows of one number each.
final class SmallJournal {
  static final int SIZE = 2 * Long.SIZE;

  final RowJournal journal = new RowJournal();
  final int[] rows = new int[SIZE];

  SmallJournal() {
    journal.grow(0);
  }

  void change(int slot, int value) {
    RowJournal.Span span = journal.spanOf(slot);
    span.begin(slot);
    rows[slot] = value;
    span.end(slot);
  }

  /// The row as it was at some moment of this call, or -1 if it was being written.
  int read(int slot) {
    int stamp = journal.stamp(slot);
    int value = rows[slot];
    return journal.isStill(slot, stamp) ? value : -1;
  }

  boolean isPending(int slot, int size) {
    return IntStream.of(journal.pending(size)).anyMatch(pending -> pending == slot);
  }
}
