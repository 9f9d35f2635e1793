package io.millrace.model.item;

import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The item parameters that the learner reads and that answers are made of.
///
/// A row is `start(item) + sum over partitions p of part[p]`, summed in order of p and recomputed
/// on each change: adding differences to the visible row would drift from what is stored. For each
/// partition there are two parts, of which one counts:
/// - the *committed* part, which follows the changelog and is always there;
/// - the *active* part, which the task that owns the partition writes, while it runs here. It is
///   ahead of the committed one by what is not committed yet.
///
/// Writers of one row exclude each other by a striped lock. Readers take no lock and may see a row
/// in the middle of a change; the [#journal] tells.
public final class ItemMatrix {
  private static final int STRIPES = 256;

  private final int rank;
  private final float startScale;
  private final float startAccumulator;
  private final Kernels kernels;
  private final ItemIds ids = new ItemIds();
  private final ItemRows view;
  private final RowJournal journal = new RowJournal(); // of the view
  private volatile float[][] vectorBlocks = {}; // of the view, by block
  private volatile float[][] contextBlocks = {}; // of the view, by block
  private volatile float[][] biasBlocks = {}; // of the view, by block
  private final ItemRows starts;
  private final ItemPart[] committed; // by partition
  private final AtomicReferenceArray<ItemPart> counting; // by partition; committed or active
  private final Stripe[] stripes = new Stripe[STRIPES];
  private final float[] sharedSums = new float[SharedWeights.SIZE]; // over partitions
  private final SharedWeights sharedWeights = new SharedWeights(sharedSums);

  /// A lock with room for the arrays whose rows its holder adds up.
  private static final class Stripe {
    final float[][] rows;

    Stripe(int partitions, float[] placeholder) {
      rows = new float[partitions + 1][];
      Arrays.fill(rows, placeholder);
    }
  }

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
    this.startScale = startScale;
    this.startAccumulator = startAccumulator;
    this.view = new ItemRows(rank);
    this.starts = new ItemRows(rank);
    this.committed = new ItemPart[partitions];
    this.counting = new AtomicReferenceArray<>(partitions);
    for (int p = 0; p < partitions; p++) {
      committed[p] = new ItemPart(p, rank);
      counting.set(p, committed[p]);
    }
    float[] placeholder = new float[0];
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(partitions, placeholder);
    }
  }

  public int rank() {
    return rank;
  }

  /// Number of known items. Slots from 0 to below it are in use.
  public int size() {
    return ids.size();
  }

  /// The slot of an item, or -1 if it is not known.
  public int slotOf(String itemId) {
    return ids.slotOf(itemId);
  }

  public String idOf(int slot) {
    return ids.idOf(slot);
  }

  /// The slot of an item, which becomes known with its start values if it was not.
  public int intern(String itemId) {
    int slot = ids.slotOf(itemId);
    return slot != ItemIds.UNKNOWN ? slot : addItem(itemId);
  }

  private synchronized int addItem(String itemId) {
    int existing = ids.slotOf(itemId);
    if (existing != ItemIds.UNKNOWN) {
      return existing;
    }
    int slot = ids.next();
    ItemBlock start = starts.ensureBlockOf(slot);
    StartVectors.fill(itemId, startScale, start.vectors, slot % ItemBlock.ROWS * rank, rank);
    start.accumulators[slot % ItemBlock.ROWS] = startAccumulator;
    start.contextAccumulators[slot % ItemBlock.ROWS] = startAccumulator;
    journal.grow(slot);
    ItemBlock visible = view.ensureBlockOf(slot);
    int number = slot >>> ItemBlock.BITS;
    if (number == vectorBlocks.length) {
      vectorBlocks = append(vectorBlocks, visible.vectors);
      contextBlocks = append(contextBlocks, visible.ensureContexts());
      biasBlocks = append(biasBlocks, visible.biases);
    }
    recompute(slot);
    ids.add(itemId);
    return slot;
  }

  private static float[][] append(float[][] blocks, float[] block) {
    float[][] longer = Arrays.copyOf(blocks, blocks.length + 1);
    longer[blocks.length] = block;
    return longer;
  }

  /// The visible parameters of 256 slots, or null beyond the known items.
  public @Nullable ItemBlock block(int number) {
    return view.block(number);
  }

  /// The block that holds a known slot.
  ///
  /// @throws IllegalArgumentException if no item has a slot of that block
  public ItemBlock blockOf(int slot) {
    return view.existing(slot);
  }

  /// Which vectors and biases are whole and which changed.
  public RowJournal journal() {
    return journal;
  }

  /// The bias at a known slot.
  public float bias(int slot) {
    return biasBlocks[slot >>> ItemBlock.BITS][slot & (ItemBlock.ROWS - 1)];
  }

  /// Adds `scale` times the vector at a known slot to `target` (rank).
  public void addTo(float[] target, float scale, int slot) {
    int offset = slot % ItemBlock.ROWS * rank;
    kernels.addScaled(target, 0, scale, blockOf(slot).vectors, offset, rank);
  }

  /// Adds `scale` times the sum of vector and context vector at a known slot to `target` (rank):
  /// what an item adds to the query of a user who consumed it.
  public void addContextTo(float[] target, float scale, int slot) {
    ItemBlock block = blockOf(slot);
    int offset = slot % ItemBlock.ROWS * rank;
    kernels.addScaledSum(target, scale, block.vectors, block.ensureContexts(), offset, rank);
  }

  /// The inner product of a query with the vector at each of `count` known slots.
  ///
  /// @param query (rank)
  /// @param products (at least count), written
  /// @param scratch ([Kernels#SCRATCH])
  public void products(float[] query, int[] slots, int count, float[] products, float[] scratch) {
    kernels.dotEach(query, vectorBlocks, ItemBlock.BITS, slots, count, rank, products, scratch);
  }

  /// The inner product of a query with the context vector at each of `count` known slots.
  ///
  /// @param query (rank)
  /// @param products (at least count), written
  /// @param scratch ([Kernels#SCRATCH])
  public void contextProducts(
      float[] query, int[] slots, int count, float[] products, float[] scratch) {
    kernels.dotEach(query, contextBlocks, ItemBlock.BITS, slots, count, rank, products, scratch);
  }

  /// Weights that all users share, as the learner moved them away from where they start: a view
  /// that follows them.
  public SharedWeights sharedWeights() {
    return sharedWeights;
  }

  /// A new, empty part that a task may fill and then activate.
  public ItemPart newPart(int partition) {
    return new ItemPart(partition, rank);
  }

  /// Lets a task's own part count in place of the committed one.
  public void activate(ItemPart part) {
    switchTo(part);
  }

  /// Lets the committed part count again, if this one is still the active one.
  public void deactivate(ItemPart part) {
    if (counting.get(part.partition()) == part) {
      switchTo(committed[part.partition()]);
    }
  }

  /// Number of partitions that are learned here.
  public int activeParts() {
    int active = 0;
    for (int p = 0; p < committed.length; p++) {
      active += counting.get(p) == committed[p] ? 0 : 1;
    }
    return active;
  }

  private void switchTo(ItemPart part) {
    counting.set(part.partition(), part);
    recomputeSharedWeights();
    for (int slot = 0; slot < size(); slot++) {
      recompute(slot);
    }
  }

  /// Replaces a row of the committed part of a partition by what its changelog says.
  public void commit(int partition, int slot, PartRow row) {
    write(committed[partition], slot, row);
    if (counting.get(partition) == committed[partition]) {
      recompute(slot);
    }
  }

  /// Replaces a context row of the committed part of a partition by what its changelog says.
  public void commitContext(int partition, int slot, ContextRow row) {
    writeContext(committed[partition], slot, row);
    if (counting.get(partition) == committed[partition]) {
      synchronized (stripes[slot % STRIPES]) {
        recomputeContext(slot);
      }
    }
  }

  /// Replaces the shared weights of the committed part of a partition by what its changelog says.
  public void commitSharedWeights(int partition, float[] weights) {
    restoreSharedWeights(committed[partition], weights);
    recomputeSharedWeights();
  }

  /// Replaces the tally of the committed part of a partition by what its changelog says.
  public void commit(int partition, Tally tally) {
    committed[partition].setTally(tally);
  }

  /// What became of the events of all partitions, as far as it is known here.
  public Tally tally() {
    var sum = new Tally();
    for (int p = 0; p < committed.length; p++) {
      sum.add(counting.get(p).tally());
    }
    return sum;
  }

  /// Sets a row of a part that does not count yet, as when a task restores it.
  public void restore(ItemPart part, int slot, PartRow row) {
    write(part, slot, row);
  }

  /// Sets a context row of a part that does not count yet, as when a task restores it.
  public void restoreContext(ItemPart part, int slot, ContextRow row) {
    writeContext(part, slot, row);
  }

  /// Sets the shared weights of a part that does not count yet, as when a task restores it.
  public void restoreSharedWeights(ItemPart part, float[] weights) {
    System.arraycopy(weights, 0, part.sharedWeights(), 0, SharedWeights.SIZE);
  }

  private void writeContext(ItemPart part, int slot, ContextRow source) {
    synchronized (stripes[slot % STRIPES]) {
      ItemBlock block = part.rows().ensureBlockOf(slot);
      int row = slot % ItemBlock.ROWS;
      System.arraycopy(source.vector(), 0, block.ensureContexts(), row * rank, rank);
      block.contextAccumulators[row] = source.accumulator();
    }
  }

  private void write(ItemPart part, int slot, PartRow source) {
    synchronized (stripes[slot % STRIPES]) {
      ItemBlock block = part.rows().ensureBlockOf(slot);
      int row = slot % ItemBlock.ROWS;
      System.arraycopy(source.vector(), 0, block.vectors, row * rank, rank);
      block.biases[row] = source.bias();
      block.accumulators[row] = source.accumulator();
      block.counts[row] = source.count();
      block.trends[row] = source.trend();
    }
  }

  /// Adds `scale * direction` to an item's vector, by way of the active part, and shows it at once.
  ///
  /// @param direction (rank)
  public void add(
      ItemPart part, int slot, float scale, float[] direction, float bias, float accumulator) {
    synchronized (stripes[slot % STRIPES]) {
      ItemBlock block = part.rows().ensureBlockOf(slot);
      int row = slot % ItemBlock.ROWS;
      kernels.addScaled(block.vectors, row * rank, scale, direction, 0, rank);
      block.biases[row] += bias;
      block.accumulators[row] += accumulator;
      recomputeParameters(slot);
    }
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
    synchronized (stripes[slot % STRIPES]) {
      ItemBlock block = part.rows().ensureBlockOf(slot);
      int row = slot % ItemBlock.ROWS;
      kernels.addScaled(block.ensureContexts(), row * rank, contextScale, direction, 0, rank);
      block.contextAccumulators[row] += accumulator;
      recomputeContext(slot);
      kernels.addScaled(block.vectors, row * rank, scale, direction, 0, rank);
      block.accumulators[row] += accumulator;
      recomputeParameters(slot);
    }
    part.markContextDirty(slot);
    part.markDirty(slot);
  }

  /// Adds to shared weights, by way of the active part, and shows them at once.
  ///
  /// @param indices (at least count) of the weights, see [SharedWeights]; one may occur repeatedly
  /// @param changes (at least count)
  public void addToSharedWeights(ItemPart part, int[] indices, float[] changes, int count) {
    synchronized (sharedSums) {
      for (int i = 0; i < count; i++) {
        part.sharedWeights()[indices[i]] += changes[i];
        recomputeSharedWeight(indices[i]);
      }
    }
    part.markSharedWeightsDirty();
  }

  /// Counts an event with an item at a time.
  public void count(ItemPart part, int slot, long timeMillis, long trendHalfLifeMillis) {
    synchronized (stripes[slot % STRIPES]) {
      ItemBlock block = part.rows().ensureBlockOf(slot);
      int row = slot % ItemBlock.ROWS;
      block.counts[row]++;
      block.trends[row] = Trend.add(block.trends[row], timeMillis, trendHalfLifeMillis);
      recomputeCounts(slot);
    }
    part.markDirty(slot);
  }

  private void recompute(int slot) {
    synchronized (stripes[slot % STRIPES]) {
      recomputeParameters(slot);
      recomputeContext(slot);
      recomputeCounts(slot);
    }
  }

  private void recomputeSharedWeights() {
    synchronized (sharedSums) {
      for (int index = 0; index < SharedWeights.SIZE; index++) {
        recomputeSharedWeight(index);
      }
    }
  }

  private void recomputeSharedWeight(int index) {
    float sum = 0;
    for (int p = 0; p < committed.length; p++) {
      sum += counting.get(p).sharedWeights()[index];
    }
    sharedSums[index] = sum;
  }

  private void recomputeContext(int slot) {
    float[][] addends = stripes[slot % STRIPES].rows;
    int row = slot % ItemBlock.ROWS;
    int count = 0;
    float accumulator = startAccumulator;
    for (int p = 0; p < committed.length; p++) {
      ItemBlock part = counting.get(p).rows().blockOf(slot);
      float[] contexts = part == null ? null : part.contexts();
      if (part != null && contexts != null) {
        addends[count++] = contexts;
        accumulator += part.contextAccumulators[row];
      }
    }
    ItemBlock visible = view.existing(slot);
    float[] target = visible.ensureContexts();
    if (count > 0) {
      kernels.sum(addends, count, row * rank, rank, target);
    } else {
      Arrays.fill(target, row * rank, (row + 1) * rank, 0);
    }
    visible.contextAccumulators[row] = accumulator;
  }

  private void recomputeParameters(int slot) {
    float[][] addends = stripes[slot % STRIPES].rows;
    int row = slot % ItemBlock.ROWS;
    ItemBlock start = starts.existing(slot);
    addends[0] = start.vectors;
    int count = 1;
    float bias = start.biases[row];
    float accumulator = start.accumulators[row];
    for (int p = 0; p < committed.length; p++) {
      ItemBlock part = counting.get(p).rows().blockOf(slot);
      if (part != null) {
        addends[count++] = part.vectors;
        bias += part.biases[row];
        accumulator += part.accumulators[row];
      }
    }
    ItemBlock visible = view.existing(slot);
    journal.begin(slot);
    kernels.sum(addends, count, row * rank, rank, visible.vectors);
    visible.biases[row] = bias;
    journal.end(slot);
    visible.accumulators[row] = accumulator;
  }

  private void recomputeCounts(int slot) {
    int row = slot % ItemBlock.ROWS;
    long count = 0;
    double trend = Trend.NONE;
    for (int p = 0; p < committed.length; p++) {
      ItemBlock part = counting.get(p).rows().blockOf(slot);
      if (part != null) {
        count += part.counts[row];
        trend = Trend.merge(trend, part.trends[row]);
      }
    }
    ItemBlock visible = view.existing(slot);
    visible.counts[row] = count;
    visible.trends[row] = trend;
  }
}
