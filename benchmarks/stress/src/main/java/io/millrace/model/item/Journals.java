package io.millrace.model.item;

/// A journal's side of the writer, for rows of tests in other packages.
public final class Journals {
  private Journals() {}

  /// Makes room for a slot.
  public static void grow(RowJournal journal, int slot) {
    journal.grow(slot);
  }

  /// Changes a row as writers do.
  public static void change(RowJournal journal, int slot, Runnable change) {
    RowJournal.Span span = journal.spanOf(slot);
    span.begin(slot);
    change.run();
    span.end(slot);
  }
}
