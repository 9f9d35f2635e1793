package io.millrace.model.learner;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// What one user consumed: an entry for each item and type of event, with the time of the newest
/// such event. Entries stand in the order in which the events arrived, the oldest first. Not safe
/// for several threads.
///
/// An entry takes 9 bytes. An item is searched for from the newest entry on, over plain integers:
/// that is done several times for each event that is learned.
final class ConsumedItems {
  private static final int START_LENGTH = 8;
  private static final long MILLIS_PER_MINUTE = 60_000;

  // A slot stands as it is if one of the entry's events is in the item's count, and as its
  // complement if none is.
  private int[] slots = new int[START_LENGTH]; // entries below count are set
  private byte[] types = new byte[START_LENGTH];
  private int[] minutes = new int[START_LENGTH]; // since 1970
  private int count;

  ConsumedItems() {}

  ConsumedItems(ConsumedItems source) {
    slots = Arrays.copyOf(source.slots, source.count);
    types = Arrays.copyOf(source.types, source.count);
    minutes = Arrays.copyOf(source.minutes, source.count);
    count = source.count;
  }

  /// See [UserState#minuteOf].
  static int minuteOf(long millis) {
    return Math.clamp(
        Math.floorDiv(millis, MILLIS_PER_MINUTE), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  int count() {
    return count;
  }

  /// Different items.
  int items() {
    var items = new IntOpenHashSet();
    for (int i = 0; i < count; i++) {
      items.add(slot(i));
    }
    return items.size();
  }

  int slot(int entry) {
    return slots[entry] ^ (slots[entry] >> (Integer.SIZE - 1));
  }

  /// The number of the type, 0 to 255.
  int type(int entry) {
    return types[entry] & 0xff;
  }

  int minute(int entry) {
    return minutes[entry];
  }

  boolean isCounted(int entry) {
    return slots[entry] >= 0;
  }

  boolean contains(int slot) {
    for (int i = count - 1; i >= 0; i--) {
      if (slot(i) == slot) {
        return true;
      }
    }
    return false;
  }

  /// Adds an event as the newest. Beyond `max` entries the oldest are dropped.
  void add(int slot, int type, int minute, boolean counted, int max) {
    int known = indexOf(slot, type);
    boolean countedBefore = known >= 0 && isCounted(known);
    int newest = known >= 0 ? Math.max(minutes[known], minute) : minute;
    if (known >= 0) {
      remove(known);
    }
    while (count > 0 && count >= max) {
      remove(0);
    }
    if (max > 0) {
      append(slot, type, newest, counted || countedBefore);
    }
  }

  /// Adds an entry of an item and type that have none.
  void append(int slot, int type, int minute, boolean counted) {
    if (count == slots.length) {
      int longer = count + count / 2 + 1; // of many users most of the room stays empty
      slots = Arrays.copyOf(slots, longer);
      types = Arrays.copyOf(types, longer);
      minutes = Arrays.copyOf(minutes, longer);
    }
    slots[count] = counted ? slot : ~slot;
    types[count] = (byte) type;
    minutes[count++] = minute;
  }

  /// Adds what another user consumed. Afterwards all stand in the order of their times, those of
  /// the same minute in the order in which they stood.
  void merge(ConsumedItems other, int max) {
    var own = new ConsumedItems(this);
    count = 0;
    int i = 0;
    int j = 0;
    while (i < own.count || j < other.count) {
      boolean ownNext = j == other.count || (i < own.count && own.minutes[i] <= other.minutes[j]);
      if (ownNext) {
        add(own, i++, max);
      } else {
        add(other, j++, max);
      }
    }
  }

  private void add(ConsumedItems source, int entry, int max) {
    add(
        source.slot(entry),
        source.type(entry),
        source.minutes[entry],
        source.isCounted(entry),
        max);
  }

  /// Removes the entries of items.
  ///
  /// @return how many they were
  int removeIf(IntPredicate gone) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!gone.test(slot(i))) {
        slots[kept] = slots[i];
        types[kept] = types[i];
        minutes[kept++] = minutes[i];
      }
    }
    int removed = count - kept;
    count = kept;
    return removed;
  }

  private int indexOf(int slot, int type) {
    for (int i = count - 1; i >= 0; i--) {
      if (slot(i) == slot && type(i) == type) {
        return i;
      }
    }
    return -1;
  }

  private void remove(int entry) {
    int moved = --count - entry;
    System.arraycopy(slots, entry + 1, slots, entry, moved);
    System.arraycopy(types, entry + 1, types, entry, moved);
    System.arraycopy(minutes, entry + 1, minutes, entry, moved);
  }
}
