package io.millrace.model.index;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Gives out slots, and gives one that was returned to another holder once no search can take it
/// for that of the former one.
///
/// **Protocol.** A holder is alive while its slot is in [#alive]. Each search counts itself in one
/// of two counts by [#beginSearch], looks only at slots that are alive, and uncounts itself by
/// [#endSearch]. A returned slot is no longer alive, and is free once each of the two counts was
/// zero at some moment since.
///
/// **Why that is safe.** A search that found the slot alive for the former holder counted itself
/// either before that moment of its count, and then has ended by it; or after it, which both being
/// atomic updates of one count means that the search saw the slot's return, which is not so.
///
/// **Why the wait ends.** Searches count themselves in the current count; the other one only falls,
/// but for a search that was slow to count itself. Once it is zero the two change places. So a slot
/// waits for the searches that run when it is returned, and for those that began before these had
/// ended, but not for a moment without any.
final class SlotReuse {
  static final int NONE = -1;

  private final int max;
  private final SlotSet alive = new SlotSet();
  private final AtomicIntegerArray searches = new AtomicIntegerArray(2);
  private volatile int current; // which count a search begins in
  private final IntArrayList free = new IntArrayList();
  private final IntArrayList onceZero = new IntArrayList(); // one count was since
  private final IntArrayList returned = new IntArrayList(); // neither count was zero since
  private int used; // slots ever given out

  /// @param max slots to give out
  SlotReuse(int max) {
    this.max = max;
  }

  /// Slots whose holders are in answers.
  SlotSet alive() {
    return alive;
  }

  /// A search begins.
  ///
  /// @return what to hand to [#endSearch]
  int beginSearch() {
    int count = current;
    searches.incrementAndGet(count);
    return count;
  }

  void endSearch(int count) {
    searches.decrementAndGet(count);
  }

  /// A free slot, or [#NONE]. Slots that were never given out come last, in order. Its holder is
  /// alive once the caller says so.
  synchronized int take() {
    if (free.isEmpty() && !(returned.isEmpty() && onceZero.isEmpty())) {
      look();
      look();
    }
    if (!free.isEmpty()) {
      return free.popInt();
    }
    return used < max ? used++ : NONE;
  }

  /// Takes back the slot of a holder that is alive, and from now on is not.
  synchronized void giveBack(int slot) {
    alive.remove(slot);
    returned.add(slot);
  }

  /// Looks whether the other count is zero, and if so makes it the current one.
  private void look() {
    int other = 1 - current;
    // An update, not a read: it comes before or after each update by a search, with all that the
    // two saw.
    if (searches.addAndGet(other, 0) == 0) {
      free.addAll(onceZero);
      onceZero.clear();
      onceZero.addAll(returned);
      returned.clear();
      current = other;
    }
  }
}
