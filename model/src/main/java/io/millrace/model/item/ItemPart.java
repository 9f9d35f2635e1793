package io.millrace.model.item;

import io.millrace.model.metrics.Tally;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The additive partial sums of one partition: everything that its events ever added to each item,
/// and the tally of those events.
///
/// One thread writes it, through [ItemMatrix], which recomputes the visible row under the row's
/// lock. The part remembers which rows changed since they were last drained to the changelog.
public final class ItemPart {
  private final int partition;
  private final ItemRows rows;
  private final IntArrayList dirty = new IntArrayList();
  private final BitSet isDirty = new BitSet();
  private final IntArrayList contextDirty = new IntArrayList();
  private final BitSet isContextDirty = new BitSet();
  private final float[] sharedWeights = new float[SharedWeights.SIZE];
  private boolean sharedWeightsDirty;
  private final PartUpkeep upkeep = new PartUpkeep();
  private long droppedFreed; // number of the next freed slot to drop; see FreedSlots
  private long sweptFreed; // the same, which users may have
  private volatile Tally tally = new Tally(); // replaced, never changed

  ItemPart(int partition, int rank) {
    this.partition = partition;
    // Not aligned: there may be many parts, each with few items.
    this.rows = new ItemRows(rank, new RowSlabs(false));
  }

  public int partition() {
    return partition;
  }

  /// What became of the partition's events so far. Not to be changed.
  public Tally tally() {
    return tally;
  }

  /// Replaces the tally; the given one must not change afterwards.
  public void setTally(Tally newTally) {
    tally = newTally;
  }

  /// What the partition's events added to the shared weights ([SharedWeights#SIZE]). Read only.
  public float[] sharedWeights() {
    return sharedWeights;
  }

  /// Whether the shared weights changed since this was last asked.
  public boolean drainSharedWeightsDirty() {
    boolean wasDirty = sharedWeightsDirty;
    sharedWeightsDirty = false;
    return wasDirty;
  }

  /// Number of rows and context rows to be written since they were last drained.
  public int dirtyCount() {
    return dirty.size() + contextDirty.size() + upkeep.size();
  }

  /// Hands over what the changelog is to be told of items that were let go. Comes before the rows
  /// that changed: one that is learned anew has the key of what is deleted.
  ///
  /// @param deletedRow hears the items whose rows, or marks, are to be deleted
  /// @param deletedContext hears the items whose context rows are to be deleted
  /// @param mark hears the marks to be written
  public void drainUpkeep(
      Predicate<String> mayDelete,
      Consumer<String> deletedRow,
      Consumer<String> deletedContext,
      BiConsumer<String, MarkRow> mark) {
    upkeep.drain(mayDelete, deletedRow, deletedContext, mark);
  }

  /// How many of the slots that were ever let go this part has dropped.
  public long droppedFreed() {
    return droppedFreed;
  }

  long sweptFreed() {
    return sweptFreed;
  }

  void startFreed(long number) {
    droppedFreed = number;
    sweptFreed = number;
  }

  void setDroppedFreed(long number) {
    droppedFreed = number;
  }

  void setSweptFreed(long number) {
    sweptFreed = number;
  }

  PartUpkeep upkeep() {
    return upkeep;
  }

  /// Forgets what is to be written of a slot that was let go, and has deleted what was written.
  void drop(int slot, String itemId) {
    isDirty.clear(slot);
    isContextDirty.clear(slot);
    ItemBlock block = rows.blockOf(slot);
    if (block == null) {
      return;
    }
    byte flags = block.flags[slot % ItemBlock.ROWS];
    if ((flags & ItemBlock.ROW_WRITTEN) != 0) {
      upkeep.deleteRow(itemId);
    }
    if ((flags & ItemBlock.CONTEXT_WRITTEN) != 0) {
      upkeep.deleteContext(itemId);
    }
    block.flags[slot % ItemBlock.ROWS] = 0;
  }

  /// Says whether the changelog has the row, or the context row, of the item at a slot. The part
  /// has the slot's block if so.
  void setWritten(int slot, boolean context, boolean isThere) {
    ItemBlock block = isThere ? rows.existing(slot) : rows.blockOf(slot);
    if (block != null) {
      block.set(slot % ItemBlock.ROWS, ItemBlock.writtenFlag(context), isThere);
    }
  }

  boolean isWritten(int slot, boolean context) {
    ItemBlock block = rows.blockOf(slot);
    return block != null
        && (block.flags[slot % ItemBlock.ROWS] & ItemBlock.writtenFlag(context)) != 0;
  }

  /// Whether the part has, or will write, anything of the item at a slot.
  boolean isTouched(int slot) {
    ItemBlock block = rows.blockOf(slot);
    return block != null && block.flags[slot % ItemBlock.ROWS] != 0;
  }

  /// Hands each slot whose context row changed to the consumer and forgets that it changed.
  public void drainDirtyContexts(IntConsumer slotConsumer) {
    for (int i = 0; i < contextDirty.size(); i++) {
      int slot = contextDirty.getInt(i);
      if (isContextDirty.get(slot)) {
        isContextDirty.clear(slot);
        setWritten(slot, true, true);
        slotConsumer.accept(slot);
      }
    }
    contextDirty.clear();
  }

  /// A copy of the context row at a slot, or null if this partition never touched its block.
  public @Nullable ContextRow contextRow(int slot) {
    ItemBlock block = rows.blockOf(slot);
    if (block == null || block.contexts() == null) {
      return null;
    }
    int row = slot % ItemBlock.ROWS;
    return new ContextRow(block.contextVector(row), block.contextAccumulators[row]);
  }

  /// Hands each changed slot to the consumer and forgets that it changed.
  public void drainDirty(IntConsumer slotConsumer) {
    for (int i = 0; i < dirty.size(); i++) {
      int slot = dirty.getInt(i);
      if (isDirty.get(slot)) {
        isDirty.clear(slot);
        setWritten(slot, false, true);
        slotConsumer.accept(slot);
      }
    }
    dirty.clear();
  }

  /// Takes over a block of another part of the partition: its rows, and whether the changelog has
  /// them.
  void copyBlock(int number, ItemPart source) {
    ItemBlock block = source.rows.block(number);
    if (block != null) {
      rows.ensureBlockOf(number * ItemBlock.ROWS)
          .copyOf(block, (byte) (ItemBlock.ROW_WRITTEN | ItemBlock.CONTEXT_WRITTEN));
    }
  }

  /// A copy of the row at a slot, or null if this partition never touched the slot's block.
  public @Nullable PartRow row(int slot, int rank) {
    ItemBlock block = rows.blockOf(slot);
    if (block == null) {
      return null;
    }
    int row = slot % ItemBlock.ROWS;
    float[] vector = new float[rank];
    System.arraycopy(block.vectors, block.vectorAt(row), vector, 0, rank);
    return new PartRow(
        vector, block.biases[row], block.accumulators[row], block.counts[row], block.trends[row]);
  }

  ItemRows rows() {
    return rows;
  }

  void markSharedWeightsDirty() {
    sharedWeightsDirty = true;
  }

  void markContextDirty(int slot) {
    if (!isContextDirty.get(slot)) {
      isContextDirty.set(slot);
      contextDirty.add(slot);
      touch(slot);
    }
  }

  void markDirty(int slot) {
    if (!isDirty.get(slot)) {
      isDirty.set(slot);
      dirty.add(slot);
      touch(slot);
    }
  }

  private void touch(int slot) {
    rows.existing(slot).set(slot % ItemBlock.ROWS, ItemBlock.TOUCHED, true);
  }
}
