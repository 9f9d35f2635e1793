package io.millrace.model.learner;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What is known of one user. Not safe for several threads: the owner of the store guards it.
///
/// Items stand here as slots of the item matrix of this process.
public final class UserState {
  /// Merges of one user that may wait for the other's history at the same time.
  public static final int MAX_PENDING_MERGES = 100;

  private final float[] vector; // (rank)
  private float accumulator;
  private long events;
  private long lastMillis = Long.MIN_VALUE;
  private final int[] recentSlots; // (context) newest first; entries below recentCount are set
  private final long[] recentMillis; // (context)
  private int recentCount;
  // Oldest first; entries below consumedCount are set. A slot stands as it is if one of the user's
  // events is in the item's count, and as its complement if none is.
  private int[] consumed = new int[8];
  private int consumedCount;
  private @Nullable EventIds eventIds; // null before the first
  private final LongArrayList pendingMerges = new LongArrayList(0); // at most MAX_PENDING_MERGES

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
    lastMillis = source.lastMillis;
    recentSlots = source.recentSlots.clone();
    recentMillis = source.recentMillis.clone();
    recentCount = source.recentCount;
    consumed = Arrays.copyOf(source.consumed, source.consumedCount);
    consumedCount = source.consumedCount;
    eventIds = source.eventIds == null ? null : new EventIds(source.eventIds);
    pendingMerges.addAll(source.pendingMerges);
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

  /// When the newest of the user's events happened, milliseconds since 1970; [Long#MIN_VALUE]
  /// before the first.
  public long lastMillis() {
    return lastMillis;
  }

  /// Notes when an event happened.
  public void advanceTo(long timeMillis) {
    lastMillis = Math.max(lastMillis, timeMillis);
  }

  /// Whether an event id is among the remembered ones, but for a false match; [EventIds] has the
  /// chance of one.
  public boolean hasEventId(String eventId) {
    return eventIds != null && eventIds.contains(EventIds.hash(eventId));
  }

  /// Remembers an event id as the newest. Beyond `max` the oldest is forgotten.
  public void rememberEventId(String eventId, int max) {
    appendEventIdHash(EventIds.hash(eventId), max);
  }

  /// Remembered event ids.
  public int eventIdCount() {
    return eventIds == null ? 0 : eventIds.count();
  }

  /// The hash of a remembered event id, 0 being the oldest.
  ///
  /// @throws IndexOutOfBoundsException if there are not so many
  public long eventIdHash(int index) {
    if (eventIds == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return eventIds.get(index);
  }

  /// Adds the hash of an event id as the newest, as when a user is restored.
  public void appendEventIdHash(long hash, int max) {
    if (eventIds == null) {
      eventIds = new EventIds();
    }
    eventIds.add(hash, max);
  }

  /// Notes that another user's history is on its way.
  ///
  /// @param mergeId by which [#completeMerge] knows it again
  /// @return false if [#MAX_PENDING_MERGES] are on their way already
  public boolean expectMerge(long mergeId) {
    return pendingMerges.size() < MAX_PENDING_MERGES && pendingMerges.add(mergeId);
  }

  /// Notes that another user's history has come.
  ///
  /// @return false if it was not expected: the user was erased meanwhile
  public boolean completeMerge(long mergeId) {
    return pendingMerges.rem(mergeId);
  }

  /// Ids of the merges whose history is on its way.
  public long[] pendingMerges() {
    return pendingMerges.toLongArray();
  }

  /// Takes over another user's history: recent and consumed items at their own times, the number of
  /// events, the event ids, and what they taught of the user.
  ///
  /// The vectors are added up, as the steps of gradient descent that they are the sums of: on real
  /// streams that foresees what comes next a little better than a mean does, or the longer history
  /// alone.
  ///
  /// @param other of the same rank; it stays as it is
  /// @param startAccumulator Adagrad's start value, which both accumulators hold
  /// @param maxConsumed as of [#consume]
  /// @param maxEventIds as of [#rememberEventId]
  public void absorb(UserState other, float startAccumulator, int maxConsumed, int maxEventIds) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] += other.vector[i];
    }
    accumulator += other.accumulator - startAccumulator;
    for (int k = other.recentCount - 1; k >= 0; k--) {
      remember(other.recentSlots[k], other.recentMillis[k]);
    }
    for (int i = 0; i < other.consumedCount; i++) {
      consume(other.consumed(i), other.isCounted(i), maxConsumed);
    }
    for (int i = 0; i < other.eventIdCount(); i++) {
      appendEventIdHash(other.eventIdHash(i), maxEventIds);
    }
    events += other.events;
    advanceTo(other.lastMillis);
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
    return slotOf(consumed[index]);
  }

  public boolean hasConsumed(int slot) {
    return indexOfConsumed(slot) >= 0;
  }

  /// Whether an event of the user is in the count of a consumed item.
  public boolean isCounted(int index) {
    return consumed[index] >= 0;
  }

  /// Marks an item as consumed just now, by an event that the item counts.
  public void consume(int slot, int max) {
    consume(slot, true, max);
  }

  /// Marks an item as consumed just now: in the order of arrival, also if the event is late. Beyond
  /// `max` the one consumed longest ago is forgotten.
  ///
  /// @param counted whether the event is in the item's count
  public void consume(int slot, boolean counted, int max) {
    int known = indexOfConsumed(slot);
    boolean countedBefore = known >= 0 && isCounted(known);
    if (known >= 0) {
      removeConsumed(known);
    }
    while (consumedCount > 0 && consumedCount >= max) {
      removeConsumed(0);
    }
    if (max > 0) {
      appendConsumed(slot, counted || countedBefore);
    }
  }

  /// What became of an item that is to be forgotten.
  enum Forgotten {
    /// It was neither consumed nor recent: nothing has changed.
    UNKNOWN,
    /// It is gone, and one of the user's events is in its count.
    COUNTED,
    /// It is gone, and none is.
    UNCOUNTED
  }

  /// Forgets that an item was consumed, and takes it from the recent ones.
  Forgotten forget(int slot) {
    boolean recent = removeRecent(slot);
    int known = indexOfConsumed(slot);
    boolean counted = recent || (known >= 0 && isCounted(known)); // what is recent did teach
    if (known >= 0) {
      removeConsumed(known);
    }
    return counted ? Forgotten.COUNTED : known >= 0 ? Forgotten.UNCOUNTED : Forgotten.UNKNOWN;
  }

  private boolean removeRecent(int slot) {
    int kept = 0;
    for (int k = 0; k < recentCount; k++) {
      if (recentSlots[k] != slot) {
        recentSlots[kept] = recentSlots[k];
        recentMillis[kept] = recentMillis[k];
        kept++;
      }
    }
    boolean removed = kept < recentCount;
    recentCount = kept;
    return removed;
  }

  /// Adds an item that is known not to be among the consumed ones, as when a user is restored.
  ///
  /// @param counted whether one of the user's events is in the item's count
  public void appendConsumed(int slot, boolean counted) {
    if (consumedCount == consumed.length) {
      consumed = Arrays.copyOf(consumed, consumedCount * 2 + 1);
    }
    consumed[consumedCount++] = counted ? slot : ~slot;
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
      if (!gone.test(slotOf(consumed[i]))) {
        consumed[kept++] = consumed[i];
      }
    }
    changed |= kept < consumedCount;
    consumedCount = kept;
    return changed;
  }

  private int indexOfConsumed(int slot) {
    for (int i = consumedCount - 1; i >= 0; i--) {
      if (slotOf(consumed[i]) == slot) {
        return i;
      }
    }
    return -1;
  }

  private static int slotOf(int entry) {
    return entry ^ (entry >> (Integer.SIZE - 1));
  }

  private void removeConsumed(int index) {
    System.arraycopy(consumed, index + 1, consumed, index, consumedCount - index - 1);
    consumedCount--;
  }
}
