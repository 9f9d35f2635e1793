package io.millrace.model.item;

import io.millrace.model.metrics.Tally;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;
import java.util.function.IntConsumer;
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

  /// Number of rows and context rows that changed since they were last drained.
  public int dirtyCount() {
    return dirty.size() + contextDirty.size();
  }

  /// Hands each slot whose context row changed to the consumer and forgets that it changed.
  public void drainDirtyContexts(IntConsumer slotConsumer) {
    for (int i = 0; i < contextDirty.size(); i++) {
      slotConsumer.accept(contextDirty.getInt(i));
    }
    contextDirty.clear();
    isContextDirty.clear();
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
      slotConsumer.accept(dirty.getInt(i));
    }
    dirty.clear();
    isDirty.clear();
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
    }
  }

  void markDirty(int slot) {
    if (!isDirty.get(slot)) {
      isDirty.set(slot);
      dirty.add(slot);
    }
  }
}
