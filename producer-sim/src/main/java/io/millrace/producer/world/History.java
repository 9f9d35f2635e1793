package io.millrace.producer.world;

import java.util.Arrays;

/// The distinct items that one user has consumed, in order of first consumption.
///
/// A list for drawing one at random and a hash table with open addressing for asking; an event asks
/// several times, and boxed integers would be most of its cost.
final class History {
  private static final int FREE = -1;
  private static final int SPREAD = 0x9E3779B9;

  private int[] items = new int[8];
  private int[] table = freeTable(16);
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int at(int place) {
    return items[place];
  }

  boolean contains(int item) {
    return table[slot(item)] == item;
  }

  void add(int item) {
    if (contains(item)) {
      return;
    }
    if (size == items.length) {
      grow();
    }
    items[size++] = item;
    table[slot(item)] = item;
  }

  /// Where the item stands, or the free place where it would.
  private int slot(int item) {
    int mask = table.length - 1;
    int slot = ((item * SPREAD) >>> 7) & mask;
    while (table[slot] != item && table[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    items = Arrays.copyOf(items, 2 * size);
    table = freeTable(4 * size);
    for (int place = 0; place < size; place++) {
      table[slot(items[place])] = items[place];
    }
  }

  private static int[] freeTable(int length) {
    int[] table = new int[length];
    Arrays.fill(table, FREE);
    return table;
  }
}
