package io.millrace.model.item;

import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The item parameters that the learner reads and that answers are made of.
///
/// A row is `start(item) + sum over partitions p of part[p]`. Elements of vectors lie on the
/// [io.millrace.model.vector.Grid], where such sums are exact; the rest is added up anew in order
/// of p on each change. For each partition there are two parts, of which one counts:
/// - the *committed* part, which follows the changelog and is always there;
/// - the *active* part, which the task that owns the partition writes, while it runs here. It is
///   ahead of the committed one by what is not committed yet.
///
/// Writers of one row exclude each other, see [BlockSums]. Readers take no lock and may see a row
/// in the middle of a change; the [#journal] tells.
public final class ItemMatrix {
  private final int rank;
  private final float startScale;
  private final float startAccumulator;
  private final Kernels kernels;
  private final ItemIds ids = new ItemIds();
  private volatile BlockSums[] sums = {}; // by block
  private final VisibleRows visible;
  private final RowJournal journal = new RowJournal(); // of what is visible
  private final RowSlabs visibleSlabs = new RowSlabs(true);
  private final ItemRows starts;
  private final ItemPart[] committed; // by partition
  private volatile ItemPart[] counting; // by partition; committed or active; replaced as a whole
  private final Generations generations;
  private final ItemLife life;
  private final ItemLog log;
  private final SharedWeightSums sharedWeights = new SharedWeightSums();

  /// @param rank length of an item vector
  /// @param partitions number of partitions whose parts add up
  /// @param startScale standard deviation of a start vector's elements
  /// @param startAccumulator Adagrad's start value
  public ItemMatrix(int rank, int partitions, float startScale, float startAccumulator) {
    this(rank, partitions, startScale, startAccumulator, Kernels.best());
  }

  /// @param kernels by which rows are added up
  public ItemMatrix(
      int rank, int partitions, float startScale, float startAccumulator, Kernels kernels) {
    this.rank = rank;
    this.kernels = kernels;
    this.visible = new VisibleRows(rank, kernels);
    this.startScale = startScale;
    this.startAccumulator = startAccumulator;
    this.starts = new ItemRows(rank, new RowSlabs(true));
    this.committed = new ItemPart[partitions];
    Arrays.setAll(committed, partition -> new ItemPart(partition, rank));
    this.counting = committed.clone();
    this.generations = new Generations(this, ids, partitions);
    this.life = new ItemLife(this, ids, generations);
    this.log = new ItemLog(this, ids, generations);
  }

  public int rank() {
    return rank;
  }

  /// Number of known items.
  public int size() {
    return ids.size();
  }

  /// Slots from 0 to below it have rows; those of items are [#isHeld], the others are empty.
  public int slots() {
    return ids.bound();
  }

  /// Whether an item has a slot, one of [#slots].
  public boolean isHeld(int slot) {
    return ids.isHeld(slot);
  }

  /// The slot of a known item by its place, 0 to below [#size]: which item has which place depends
  /// on the order in which items came and went, and on nothing else.
  public int slotAt(int place) {
    return ids.at(place);
  }

  /// The slots of known items by place, see [#slotAt], of which there are at least [#size] as it
  /// was before the call. Read only.
  public int[] order() {
    return ids.order();
  }

  /// The partition whose task may let go of the item at a slot.
  public int ownerOf(int slot) {
    return ids.owner(slot);
  }

  /// The generation of the item at a slot, which stays as long as the item keeps the slot.
  public int generation(int slot) {
    return ids.generation(slot);
  }

  /// How items are let go.
  public ItemLife life() {
    return life;
  }

  /// Takes over what changelogs say of items.
  public ItemLog log() {
    return log;
  }

  /// The slot of an item, or -1 if it is not known.
  public int slotOf(String itemId) {
    return ids.slotOf(itemId);
  }

  /// The item that has a slot, or had it last.
  public String idOf(int slot) {
    return ids.idOf(slot);
  }

  /// The slot of an item, which becomes known with its start values if it was not; -1 if it is
  /// deleted.
  public int intern(String itemId) {
    int slot = ids.slotOf(itemId);
    return slot != ItemIds.UNKNOWN ? slot : addItem(itemId);
  }

  private synchronized int addItem(String itemId) {
    int existing = ids.slotOf(itemId);
    return existing != ItemIds.UNKNOWN ? existing : generations.give(itemId);
  }

  /// Gives a slot to an item that has none. The caller holds the lock of this matrix.
  int give(String itemId, int generation, int owner) {
    int slot = ids.next();
    ItemBlock start = starts.ensureBlockOf(slot);
    int row = slot % ItemBlock.ROWS;
    StartVectors.fill(itemId, startScale, start.vectors, start.vectorAt(row), rank);
    start.accumulators[row] = startAccumulator;
    start.contextAccumulators[row] = startAccumulator;
    journal.grow(slot);
    int number = slot >>> ItemBlock.BITS;
    if (number == sums.length) {
      addBlock(start);
    }
    sums[number].show(row);
    ids.add(slot, itemId, generation, owner);
    return slot;
  }

  /// Empties a slot in the start, the committed parts and these. The caller holds the lock.
  void clear(int slot, List<ItemPart> tasks) {
    int number = slot >>> ItemBlock.BITS;
    List<ItemBlock> blocks = new ArrayList<>();
    for (ItemPart part : committed) {
      addBlockOf(part, number, blocks);
      setCommitted(part.partition(), slot, false, false);
      setCommitted(part.partition(), slot, true, false);
    }
    for (ItemPart part : tasks) {
      addBlockOf(part, number, blocks);
    }
    sums[number].clearAll(blocks, slot % ItemBlock.ROWS);
  }

  private static void addBlockOf(ItemPart part, int number, List<ItemBlock> blocks) {
    ItemBlock block = part.rows().block(number);
    if (block != null) {
      blocks.add(block);
    }
  }

  /// Empties a slot in a part.
  void clear(ItemPart part, int slot) {
    clearPart(part, slot, false);
    clearPart(part, slot, true);
  }

  /// Empties a row or a context row in a part.
  void clearPart(ItemPart part, int slot, boolean context) {
    ItemBlock block = part.rows().blockOf(slot);
    if (block != null && context) {
      sumsOf(slot).clearContext(block, slot % ItemBlock.ROWS);
    } else if (block != null) {
      sumsOf(slot).clear(block, slot % ItemBlock.ROWS);
    }
  }

  void clearCommitted(int partition, int slot, boolean context) {
    clearPart(committed[partition], slot, context);
  }

  /// Whether a changelog has a row or a context row of the item at a slot.
  boolean isCommitted(int partition, int slot, boolean context) {
    return committed[partition].isWritten(slot, context);
  }

  void setCommitted(int partition, int slot, boolean context, boolean isThere) {
    if (isThere) {
      blockOf(committed[partition], slot);
    }
    committed[partition].setWritten(slot, context, isThere);
  }

  private void addBlock(ItemBlock start) {
    int first = sums.length * ItemBlock.ROWS;
    var shown = new ItemBlock(rank, visibleSlabs);
    visible.append(shown);
    BlockSums[] longer = Arrays.copyOf(sums, sums.length + 1);
    longer[sums.length] = new BlockSums(rank, kernels, shown, start, journal.spanOf(first), first);
    sums = longer;
    connect(sums.length - 1);
  }

  /// The visible parameters of 256 slots, or null beyond the known items.
  public @Nullable ItemBlock block(int number) {
    BlockSums[] blocks = sums;
    return number < blocks.length ? blocks[number].visible() : null;
  }

  /// The block that holds a known slot.
  ///
  /// @throws IllegalArgumentException if no item has a slot of that block
  public ItemBlock blockOf(int slot) {
    return sumsOf(slot).visible();
  }

  private BlockSums sumsOf(int slot) {
    BlockSums[] blocks = sums;
    int number = slot >>> ItemBlock.BITS;
    if (number >= blocks.length) {
      throw new IllegalArgumentException("no item at slot " + slot);
    }
    return blocks[number];
  }

  /// Which vectors and biases are whole and which changed.
  public RowJournal journal() {
    return journal;
  }

  /// The visible vectors and biases of all items, for whoever computes with them.
  public VisibleRows visible() {
    return visible;
  }

  /// Weights that all users share, as the learner moved them away from where they start: a view
  /// that follows them.
  public SharedWeights sharedWeights() {
    return sharedWeights.weights();
  }

  /// A new, empty part that a task may fill and then activate.
  public ItemPart newPart(int partition) {
    return new ItemPart(partition, rank);
  }

  /// The same, for a task that is restored while items may be let go: until it is detached, no slot
  /// is used again that the task may have.
  public synchronized ItemPart newAttachedPart(int partition) {
    var part = newPart(partition);
    life.attach(part);
    return part;
  }

  /// Fills a task's part, which is attached and new, with what is committed of its partition. What
  /// is committed meanwhile may be missing from it, or be there in part: the task restores that.
  public void adopt(ItemPart part) {
    ItemPart source = committed[part.partition()];
    for (int number = 0; number < sums.length; number++) {
      synchronized (this) { // one block at a time: tasks wait for it that meet a new item
        part.copyBlock(number, source);
      }
    }
    restoreSharedWeights(part, source.sharedWeights());
    part.setTally(source.tally());
    log.adoptMarks(part);
  }

  /// Lets a task's own part count in place of the committed one.
  public void activate(ItemPart part) {
    synchronized (this) {
      life.attach(part);
    }
    switchTo(part);
  }

  /// Lets the committed part count again, if this one is still the active one.
  public void deactivate(ItemPart part) {
    if (counting[part.partition()] == part) {
      switchTo(committed[part.partition()]);
    }
  }

  /// Says that a task is gone, with its part and its users.
  public synchronized void detach(ItemPart part) {
    life.detach(part);
  }

  /// Whether a partition is learned here.
  public boolean isActive(int partition) {
    return counting[partition] != committed[partition];
  }

  /// Number of partitions that are learned here.
  public int activeParts() {
    ItemPart[] parts = counting;
    int active = 0;
    for (int p = 0; p < parts.length; p++) {
      active += parts[p] == committed[p] ? 0 : 1;
    }
    return active;
  }

  /// Rows that are the same in both parts, as nearly all are when a task has just adopted what is
  /// committed, stay as they are: no index has to take them over again.
  private void switchTo(ItemPart part) {
    var changed = new IntArrayList();
    synchronized (this) { // the feed writes committed rows under it
      ItemPart[] parts = counting.clone();
      ItemRows before = parts[part.partition()].rows();
      parts[part.partition()] = part;
      counting = parts;
      for (int number = 0; number < sums.length; number++) {
        addDifferences(before.block(number), part.rows().block(number), number, changed);
        connect(number);
      }
    }
    sharedWeights.recompute(counting);
    changed.forEach(this::recompute);
  }

  private void addDifferences(
      @Nullable ItemBlock before, @Nullable ItemBlock now, int number, IntArrayList slots) {
    if (before == null && now == null) {
      return;
    }
    int first = number * ItemBlock.ROWS;
    for (int row = 0; row < ItemBlock.ROWS && first + row < slots(); row++) {
      if (before == null || now == null || !now.isSame(before, row)) {
        slots.add(first + row);
      }
    }
  }

  /// Lets a block be the sum of what the parts have of it. The caller holds the lock of this
  /// matrix.
  private void connect(int number) {
    List<ItemBlock> blocks = new ArrayList<>();
    for (ItemPart part : counting) {
      ItemBlock block = part.rows().block(number);
      if (block != null) {
        blocks.add(block);
      }
    }
    sums[number].connect(blocks);
  }

  /// A part's block of a known slot, made if there is none.
  private ItemBlock blockOf(ItemPart part, int slot) {
    ItemBlock existing = part.rows().blockOf(slot);
    return existing != null ? existing : addBlock(part, slot);
  }

  private synchronized ItemBlock addBlock(ItemPart part, int slot) {
    ItemBlock added = part.rows().ensureBlockOf(slot);
    connect(slot >>> ItemBlock.BITS);
    return added;
  }

  /// A part's context vectors in the block of a known slot, made if there are none.
  private RowSlabs.Room contextsOf(ItemBlock block, int slot) {
    RowSlabs.Room existing = block.contexts();
    return existing != null ? existing : addContexts(block, slot);
  }

  private synchronized RowSlabs.Room addContexts(ItemBlock block, int slot) {
    RowSlabs.Room added = block.ensureContexts();
    connect(slot >>> ItemBlock.BITS);
    return added;
  }

  /// Replaces a row of the committed part of a partition by what its changelog says.
  public void commit(int partition, int slot, PartRow row) {
    restore(committed[partition], slot, row);
  }

  /// Replaces a context row of the committed part of a partition by what its changelog says.
  public void commitContext(int partition, int slot, ContextRow row) {
    restoreContext(committed[partition], slot, row);
  }

  /// Replaces the shared weights of the committed part of a partition by what its changelog says.
  public void commitSharedWeights(int partition, float[] weights) {
    restoreSharedWeights(committed[partition], weights);
    sharedWeights.recompute(counting);
  }

  /// Replaces the tally of the committed part of a partition by what its changelog says.
  public void commit(int partition, Tally tally) {
    committed[partition].setTally(tally);
  }

  /// What became of the events of all partitions, as far as it is known here.
  public Tally tally() {
    var sum = new Tally();
    for (ItemPart part : counting) {
      sum.add(part.tally());
    }
    return sum;
  }

  /// Sets a row of a part that does not count yet, as when a task restores it.
  public void restore(ItemPart part, int slot, PartRow row) {
    sumsOf(slot).set(blockOf(part, slot), slot % ItemBlock.ROWS, row);
  }

  /// Sets a context row of a part that does not count yet, as when a task restores it.
  public void restoreContext(ItemPart part, int slot, ContextRow row) {
    ItemBlock block = blockOf(part, slot);
    sumsOf(slot).setContext(block, contextsOf(block, slot), slot % ItemBlock.ROWS, row);
  }

  /// Sets the shared weights of a part that does not count yet, as when a task restores it.
  public void restoreSharedWeights(ItemPart part, float[] weights) {
    System.arraycopy(weights, 0, part.sharedWeights(), 0, SharedWeights.SIZE);
  }

  /// Adds `scale * direction` to an item's vector, by way of the active part, and shows it at once.
  ///
  /// @param direction (rank)
  public void add(
      ItemPart part, int slot, float scale, float[] direction, float bias, float accumulator) {
    sumsOf(slot)
        .add(blockOf(part, slot), slot % ItemBlock.ROWS, scale, direction, bias, accumulator);
    part.markDirty(slot);
  }

  /// Adds `contextScale * direction` to an item's context vector and `scale * direction` to its
  /// vector, by way of the active part, and shows both at once.
  ///
  /// @param direction (rank)
  /// @param accumulator added to those of both vectors
  public void addWithContext(
      ItemPart part,
      int slot,
      float contextScale,
      float scale,
      float[] direction,
      float accumulator) {
    ItemBlock block = blockOf(part, slot);
    RowSlabs.Room contexts = contextsOf(block, slot);
    int row = slot % ItemBlock.ROWS;
    sumsOf(slot).addWithContext(block, contexts, row, contextScale, scale, direction, accumulator);
    part.markContextDirty(slot);
    part.markDirty(slot);
  }

  /// Adds to shared weights, by way of the active part, and shows them at once.
  ///
  /// @param indices (at least count) of the weights, see [SharedWeights]; one may occur repeatedly
  /// @param changes (at least count)
  public void addToSharedWeights(ItemPart part, int[] indices, float[] changes, int count) {
    sharedWeights.add(part, indices, changes, count, counting);
    part.markSharedWeightsDirty();
  }

  /// Counts an event with an item at a time.
  public void count(ItemPart part, int slot, long timeMillis, long trendHalfLifeMillis) {
    sumsOf(slot).count(blockOf(part, slot), slot % ItemBlock.ROWS, timeMillis, trendHalfLifeMillis);
    part.markDirty(slot);
  }

  /// Takes one event with an item from the part's count. The trend fades by itself.
  public void uncount(ItemPart part, int slot) {
    sumsOf(slot).uncount(blockOf(part, slot), slot % ItemBlock.ROWS);
    part.markDirty(slot);
  }

  private void recompute(int slot) {
    sumsOf(slot).recompute(slot % ItemBlock.ROWS);
  }
}
