package io.millrace.model.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// A set of slots as a bit each, such as the items of a category or those that are hidden, which
/// lives as long as the catalogue and serves any number of requests. Any thread may read; changes
/// are serialised. A reader sees each change at once, or a moment later, on its own.
public final class SlotSet {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile long[] words = new long[16]; // slot s is bit s mod 64 of word s / 64
  private volatile int size;

  /// Slots in the set.
  public int size() {
    return size;
  }

  public boolean contains(int slot) {
    return (word(slot / Long.SIZE) & 1L << slot) != 0;
  }

  /// @return whether it was not in the set
  public synchronized boolean add(int slot) {
    if (contains(slot)) {
      return false;
    }
    int index = slot / Long.SIZE;
    if (index >= words.length) {
      words = Arrays.copyOf(words, Math.max(index + 1, words.length * 2));
    }
    WORD.setRelease(words, index, word(index) | 1L << slot);
    size = size + 1;
    return true;
  }

  /// @return whether it was in the set
  public synchronized boolean remove(int slot) {
    if (!contains(slot)) {
      return false;
    }
    int index = slot / Long.SIZE;
    WORD.setRelease(words, index, word(index) & ~(1L << slot));
    size = size - 1;
    return true;
  }

  /// The slots from `64 index` on, the lowest bit first.
  long word(int index) {
    long[] current = words;
    return index < current.length ? (long) WORD.getAcquire(current, index) : 0;
  }
}
