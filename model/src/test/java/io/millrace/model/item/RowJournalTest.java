package io.millrace.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The journal step by step; [io.millrace.model.index.ItemIndex] is tested with many threads.
class RowJournalTest {
  private static final int SIZE = 10_000;

  private final RowJournal journal = new RowJournal();

  RowJournalTest() {
    for (int slot = 0; slot < SIZE; slot++) {
      journal.grow(slot);
    }
  }

  private void change(int slot) {
    journal.spanOf(slot).begin(slot);
    journal.spanOf(slot).end(slot);
  }

  @Test
  void changedRowsArePendingUntilTheyAreDrained() {
    assertThat(journal.pending(SIZE)).isEmpty();
    change(9_999);
    change(3);
    change(3);
    change(4_096);
    assertThat(journal.pending(SIZE)).containsExactly(3, 4_096, 9_999);
    assertThat(journal.pending(9_999)).containsExactly(3, 4_096);
    var drained = new IntArrayList();
    assertThat(journal.drain(SIZE, drained::add)).isEqualTo(3);
    assertThat(drained.toIntArray()).containsExactly(3, 4_096, 9_999);
    assertThat(journal.pending(SIZE)).isEmpty();
  }

  @Test
  void aRowIsPendingWhileItIsTakenOver() {
    int[] changed = {3, 70, 71, 5_000};
    IntStream.of(changed).forEach(this::change);
    var drained = new IntArrayList();
    journal.drain(
        SIZE,
        slot -> {
          int[] pending = journal.pending(SIZE);
          assertThat(pending).isSorted().doesNotHaveDuplicates();
          assertThat(pending)
              .contains(IntStream.of(changed).filter(other -> other >= slot).toArray());
          drained.add(slot);
        });
    assertThat(drained.toIntArray()).containsExactly(changed);
    assertThat(journal.pending(SIZE)).isEmpty();
  }

  @Test
  void whatChangesWhileItIsTakenOverIsPendingAgain() {
    change(65);
    journal.drain(SIZE, this::change);
    assertThat(journal.pending(SIZE)).containsExactly(65);
  }

  @Test
  void aRowBeyondTheSizeWaits() {
    change(5);
    change(8);
    assertThat(journal.pending(6)).containsExactly(5);
    var drained = new IntArrayList();
    journal.drain(6, drained::add);
    assertThat(drained.toIntArray()).containsExactly(5);
    assertThat(journal.pending(SIZE)).containsExactly(8);
  }

  @Test
  void aStampTellsWholeRows() {
    int stamp = journal.stamp(7);
    assertThat(journal.isStill(7, stamp)).isTrue();
    journal.spanOf(7).begin(7);
    assertThat(journal.isStill(7, stamp)).isFalse();
    assertThat(journal.isStill(7, journal.stamp(7))).as("being written").isFalse();
    journal.spanOf(7).end(7);
    assertThat(journal.isStill(7, stamp)).isFalse();
    assertThat(journal.isStill(7, journal.stamp(7))).isTrue();
  }

  @Test
  void rowsHaveOneIndex() {
    journal.attach();
    assertThatThrownBy(journal::attach).isInstanceOf(IllegalStateException.class);
  }
}
