package io.millrace.model.index;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Tally;
import java.util.BitSet;

/// The test before learning: at which rank would the item that a user consumes next have been
/// recommended? All items that had events are ranked, except those that the user consumed. Belongs
/// to one thread.
public final class PrequentialTest {
  private final ItemMatrix matrix;
  private final ItemIndex index;
  private final BitSet consumed = new BitSet(); // empty between calls

  public PrequentialTest(ItemMatrix matrix, ItemIndex index) {
    this.matrix = matrix;
    this.index = index;
  }

  /// Whether an event can be tested: its user and item had events, and the item is not a repeat.
  public boolean applies(UserState user, int slot) {
    return user.events() > 0 && hadEvents(slot) && !user.hasConsumed(slot);
  }

  /// Items that rank before one, up to [Tally#CUTOFF].
  ///
  /// @param query of the user, before the event is learned (rank)
  public int rank(float[] query, UserState user, int slot) {
    mark(user, true);
    int rank =
        index.rankOf(query, slot, other -> consumed.get(other) || !hadEvents(other), Tally.CUTOFF);
    mark(user, false);
    return rank;
  }

  /// The same rank if items are ordered by how many events they had, whoever asks.
  public int popularityRank(UserState user, int slot) {
    mark(user, true);
    long own = count(slot);
    int rank = 0;
    for (int first = 0; first < matrix.slots() && rank < Tally.CUTOFF; first += ItemBlock.ROWS) {
      long[] counts = matrix.blockOf(first).counts();
      int rows = Math.min(ItemBlock.ROWS, matrix.slots() - first);
      for (int row = 0; row < rows && rank < Tally.CUTOFF; row++) {
        int other = first + row;
        if (counts[row] >= own && other != slot && !consumed.get(other)) {
          rank++;
        }
      }
    }
    mark(user, false);
    return rank;
  }

  private void mark(UserState user, boolean value) {
    for (int i = 0; i < user.consumedCount(); i++) {
      consumed.set(user.consumed(i), value);
    }
  }

  private long count(int slot) {
    return matrix.blockOf(slot).counts()[slot % ItemBlock.ROWS];
  }

  private boolean hadEvents(int slot) {
    return count(slot) > 0;
  }
}
