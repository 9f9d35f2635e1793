package io.millrace.model.learner;

import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// What is known of one user. Not safe for several threads: the owner of the store guards it.
///
/// Items stand here as slots of the item matrix of this process.
public final class UserState {
  /// Merges of one user that may wait for the other's history at the same time.
  public static final int MAX_PENDING_MERGES = 100;

  private static final long[] NO_MERGES = {};

  private final float[] vector; // (rank)
  private float accumulator;
  private long events;
  private long lastMillis = Long.MIN_VALUE;
  private final int[] recentSlots; // (context) newest first; entries below recentCount are set
  private final long[] recentMillis; // (context)
  private int recentCount;
  private final ConsumedItems consumed;
  private @Nullable EventIds eventIds; // null before the first
  private long[] pendingMerges = NO_MERGES; // ids, at most MAX_PENDING_MERGES

  /// A user that did nothing yet.
  ///
  /// @param rank length of the user's vector
  /// @param context most recent items to remember in order
  /// @param startAccumulator Adagrad's start value
  public UserState(int rank, int context, float startAccumulator) {
    vector = new float[rank];
    accumulator = startAccumulator;
    consumed = new ConsumedItems();
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
    consumed = new ConsumedItems(source.consumed);
    eventIds = source.eventIds == null ? null : new EventIds(source.eventIds);
    pendingMerges = source.pendingMerges; // which is replaced, never changed
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
    if (pendingMerges.length == MAX_PENDING_MERGES) {
      return false;
    }
    pendingMerges =
        LongStream.concat(LongStream.of(pendingMerges), LongStream.of(mergeId)).toArray();
    return true;
  }

  /// Notes that another user's history has come.
  ///
  /// @return false if it was not expected: the user was erased meanwhile
  public boolean completeMerge(long mergeId) {
    int before = pendingMerges.length;
    pendingMerges = LongStream.of(pendingMerges).filter(each -> each != mergeId).toArray();
    return pendingMerges.length < before;
  }

  /// Ids of the merges whose history is on its way.
  public long[] pendingMerges() {
    return pendingMerges.clone();
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
    consumed.merge(other.consumed, maxConsumed);
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

  /// Whole minutes since 1970, in which the times of consumed items are kept; as far as an int
  /// goes, some 4,000 years to either side.
  public static int minuteOf(long millis) {
    return ConsumedItems.minuteOf(millis);
  }

  /// Entries of what the user consumed: one for each item and type of event.
  public int consumedCount() {
    return consumed.count();
  }

  /// Different items among them.
  public int consumedItems() {
    return consumed.items();
  }

  /// The slot of a consumed item, 0 being the one consumed longest ago.
  public int consumed(int index) {
    return consumed.slot(index);
  }

  /// The number of the type of event by which it was consumed; see
  /// [io.millrace.model.event.EventTypeNumbers].
  public int consumedType(int index) {
    return consumed.type(index);
  }

  /// When the newest such event happened, in whole minutes since 1970.
  public int consumedMinute(int index) {
    return consumed.minute(index);
  }

  public boolean hasConsumed(int slot) {
    return consumed.contains(slot);
  }

  /// Whether an event of the user is in the count of a consumed item.
  public boolean isCounted(int index) {
    return consumed.isCounted(index);
  }

  /// Marks an item as consumed just now, by an event that the item counts.
  public void consume(int slot, int max) {
    consume(slot, 0, 0, true, max);
  }

  /// Marks an item as consumed just now: in the order of arrival, also if the event is late. Beyond
  /// `max` entries the one consumed longest ago is forgotten.
  ///
  /// @param type number of the type of event
  /// @param timeMillis when the event happened
  /// @param counted whether the event is in the item's count
  public void consume(int slot, int type, long timeMillis, boolean counted, int max) {
    consumed.add(slot, type, ConsumedItems.minuteOf(timeMillis), counted, max);
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
    boolean counted = removeRecent(slot); // what is recent did teach
    for (int i = 0; i < consumed.count(); i++) {
      counted |= consumed.slot(i) == slot && consumed.isCounted(i);
    }
    boolean known = consumed.removeIf(other -> other == slot) > 0;
    return counted ? Forgotten.COUNTED : known ? Forgotten.UNCOUNTED : Forgotten.UNKNOWN;
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

  /// Adds an item and type that are known not to be among the consumed ones, as when a user is
  /// restored.
  ///
  /// @param type number of the type of event
  /// @param minute of the newest such event, since 1970
  /// @param counted whether one of the user's events is in the item's count
  public void appendConsumed(int slot, int type, int minute, boolean counted) {
    consumed.append(slot, type, minute, counted);
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
    return consumed.removeIf(gone) > 0 || changed;
  }
}
