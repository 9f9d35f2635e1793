package io.millrace.model.item;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A table of item parameters by slot that grows by blocks, so that growth copies no row and
/// readers keep the arrays they hold.
final class ItemRows {
  private final int rank;
  private final RowSlabs slabs;
  private volatile @Nullable ItemBlock[] blocks = new ItemBlock[16];

  /// @param slabs from which the blocks take their vectors
  ItemRows(int rank, RowSlabs slabs) {
    this.rank = rank;
    this.slabs = slabs;
  }

  /// The block of a slot, or null if nothing was ever written there.
  @Nullable ItemBlock blockOf(int slot) {
    return block(slot / ItemBlock.ROWS);
  }

  @Nullable ItemBlock block(int number) {
    @Nullable ItemBlock[] current = blocks;
    return number < current.length ? current[number] : null;
  }

  /// The block of a slot that was written before.
  ItemBlock existing(int slot) {
    ItemBlock block = blockOf(slot);
    if (block == null) {
      throw new IllegalArgumentException("no item at slot " + slot);
    }
    return block;
  }

  /// The block of a slot, made if there is none.
  ItemBlock ensureBlockOf(int slot) {
    ItemBlock existing = blockOf(slot);
    return existing != null ? existing : addBlock(slot / ItemBlock.ROWS);
  }

  private synchronized ItemBlock addBlock(int number) {
    ItemBlock existing = block(number);
    if (existing != null) {
      return existing;
    }
    @Nullable ItemBlock[] grown =
        Arrays.copyOf(blocks, Math.max(blocks.length, Integer.highestOneBit(number) * 2));
    ItemBlock added = new ItemBlock(rank, slabs);
    grown[number] = added;
    blocks = grown;
    return added;
  }
}
