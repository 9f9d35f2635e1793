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
    for (int i = 0; i < user.consumedCount(); i++) {
      consumed.set(user.consumed(i));
    }
    int rank =
        index.rankOf(query, slot, other -> consumed.get(other) || !hadEvents(other), Tally.CUTOFF);
    for (int i = 0; i < user.consumedCount(); i++) {
      consumed.clear(user.consumed(i));
    }
    return rank;
  }

  private boolean hadEvents(int slot) {
    return matrix.blockOf(slot).counts()[slot % ItemBlock.ROWS] > 0;
  }
}
