package io.millrace.model.learner;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// What is known of one user. Not safe for several threads: the owner of the store guards it.
///
/// Items stand here as slots of the item matrix of this process.
public final class UserState {
  private final float[] vector; // (rank)
  private float accumulator;
  private long events;
  private final int[] recentSlots; // (context) newest first; entries below recentCount are set
  private final long[] recentMillis; // (context)
  private int recentCount;
  private int[] consumed = new int[8]; // oldest first; entries below consumedCount are set
  private int consumedCount;

  /// A user that did nothing yet.
  ///
  /// @param rank length of the user's vector
  /// @param context most recent items to remember in order
  /// @param startAccumulator Adagrad's start value
  public UserState(int rank, int context, float startAccumulator) {
    vector = new float[rank];
    accumulator = startAccumulator;
    recentSlots = new int[context];
    recentMillis = new long[context];
  }

  private UserState(UserState source) {
    vector = source.vector.clone();
    accumulator = source.accumulator;
    events = source.events;
    recentSlots = source.recentSlots.clone();
    recentMillis = source.recentMillis.clone();
    recentCount = source.recentCount;
    consumed = Arrays.copyOf(source.consumed, source.consumedCount);
    consumedCount = source.consumedCount;
  }

  public UserState copy() {
    return new UserState(this);
  }

  /// (rank). The learner and the codec write it.
  public float[] vector() {
    return vector;
  }

  public float accumulator() {
    return accumulator;
  }

  public void setAccumulator(float newAccumulator) {
    accumulator = newAccumulator;
  }

  /// Events learned for this user.
  public long events() {
    return events;
  }

  public void setEvents(long newEvents) {
    events = newEvents;
  }

  public int recentCount() {
    return recentCount;
  }

  /// The slot of the `index`-th newest item, 0 being the newest.
  public int recentSlot(int index) {
    return recentSlots[index];
  }

  public long recentMillis(int index) {
    return recentMillis[index];
  }

  /// Puts an item among the recent ones, at its place by time: a late event does not become the
  /// newest. Of events at the same time the one that arrived last is the newest.
  public void remember(int slot, long timeMillis) {
    int place = 0;
    while (place < recentCount && recentMillis[place] > timeMillis) {
      place++;
    }
    if (place == recentSlots.length) {
      return;
    }
    int moved = Math.min(recentCount, recentSlots.length - 1) - place;
    System.arraycopy(recentSlots, place, recentSlots, place + 1, moved);
    System.arraycopy(recentMillis, place, recentMillis, place + 1, moved);
    recentSlots[place] = slot;
    recentMillis[place] = timeMillis;
    recentCount = Math.min(recentCount + 1, recentSlots.length);
  }

  public int consumedCount() {
    return consumedCount;
  }

  /// The slot of a consumed item, 0 being the one consumed longest ago.
  public int consumed(int index) {
    return consumed[index];
  }

  public boolean hasConsumed(int slot) {
    return indexOfConsumed(slot) >= 0;
  }

  /// Marks an item as consumed just now. Beyond `max` the one consumed longest ago is forgotten.
  public void consume(int slot, int max) {
    int known = indexOfConsumed(slot);
    if (known >= 0) {
      removeConsumed(known);
    }
    while (consumedCount > 0 && consumedCount >= max) {
      removeConsumed(0);
    }
    if (max > 0) {
      appendConsumed(slot);
    }
  }

  /// Adds an item that is known not to be among the consumed ones, as when a user is restored.
  public void appendConsumed(int slot) {
    if (consumedCount == consumed.length) {
      consumed = Arrays.copyOf(consumed, consumedCount * 2 + 1);
    }
    consumed[consumedCount++] = slot;
  }

  /// Forgets items, recent or consumed.
  ///
  /// @return whether there was one to forget
  public boolean forget(IntPredicate gone) {
    int kept = 0;
    for (int i = 0; i < recentCount; i++) {
      if (!gone.test(recentSlots[i])) {
        recentSlots[kept] = recentSlots[i];
        recentMillis[kept++] = recentMillis[i];
      }
    }
    boolean changed = kept < recentCount;
    recentCount = kept;
    kept = 0;
    for (int i = 0; i < consumedCount; i++) {
      if (!gone.test(consumed[i])) {
        consumed[kept++] = consumed[i];
      }
    }
    changed |= kept < consumedCount;
    consumedCount = kept;
    return changed;
  }

  private int indexOfConsumed(int slot) {
    for (int i = consumedCount - 1; i >= 0; i--) {
      if (consumed[i] == slot) {
        return i;
      }
    }
    return -1;
  }

  private void removeConsumed(int index) {
    System.arraycopy(consumed, index + 1, consumed, index, consumedCount - index - 1);
    consumedCount--;
  }
}
