package io.millrace.model.item;

import java.util.Arrays;

/// What is kept of an item that was let go while something of it is left in changelogs. Guarded by
/// the lock of the matrix.
final class ItemMark {
  private static final int KINDS = 2;

  final int generation;
  final boolean deleted;
  private final long[] left; // a bit for each row and each context row in a changelog

  /// @param generation the newest one known; parts of earlier ones mean nothing
  /// @param deleted whether the item is not to be learned
  ItemMark(int generation, boolean deleted, int partitions) {
    this(generation, deleted, new long[(partitions * KINDS + Long.SIZE - 1) / Long.SIZE]);
  }

  private ItemMark(int generation, boolean deleted, long[] left) {
    this.generation = generation;
    this.deleted = deleted;
    this.left = left;
  }

  /// The same with another generation, and deleted or not.
  ItemMark with(int newGeneration, boolean isDeleted) {
    return new ItemMark(newGeneration, isDeleted, left);
  }

  /// Says whether the changelog of a partition has a row, or a context row, of the item.
  void set(int partition, boolean context, boolean isThere) {
    int index = index(partition, context);
    if (isThere) {
      left[index / Long.SIZE] |= 1L << index;
    } else {
      left[index / Long.SIZE] &= ~(1L << index);
    }
  }

  boolean has(int partition, boolean context) {
    int index = index(partition, context);
    return (left[index / Long.SIZE] & 1L << index) != 0;
  }

  /// Whether no changelog has anything of the item but the mark itself, which stands in place of
  /// the row of its owner's partition.
  boolean isAlone(int owner) {
    int index = index(owner, false);
    for (int i = 0; i < left.length; i++) {
      long own = index / Long.SIZE == i ? 1L << index : 0;
      if ((left[i] & ~own) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether no changelog has anything of the item.
  boolean isNowhere() {
    return Arrays.stream(left).allMatch(word -> word == 0);
  }

  private static int index(int partition, boolean context) {
    return partition * KINDS + (context ? 1 : 0);
  }
}
