package io.millrace.model.item;

import io.millrace.model.metrics.Tally;
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
/// in the middle of a change.
public final class ItemMatrix {
  private static final int STRIPES = 256;

  private final int rank;
  private final float startScale;
  private final float startAccumulator;
  private final ItemIds ids = new ItemIds();
  private final ItemRows view;
  private final ItemRows starts;
  private final ItemPart[] committed; // by partition
  private final AtomicReferenceArray<ItemPart> counting; // by partition; committed or active
  private final Stripe[] stripes = new Stripe[STRIPES];
  private volatile SharedWeights sharedWeights = new SharedWeights(new float[SharedWeights.SIZE]);

  /// A lock with room for the row that its holder computes.
  private static final class Stripe {
    final float[] row;

    Stripe(int rank) {
      row = new float[rank];
    }
  }

  /// @param rank length of an item vector
  /// @param partitions number of partitions whose parts add up
  /// @param startScale standard deviation of a start vector's elements
  /// @param startAccumulator Adagrad's start value
  public ItemMatrix(int rank, int partitions, float startScale, float startAccumulator) {
    this.rank = rank;
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
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(rank);
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
    view.ensureBlockOf(slot).ensureContexts();
    recompute(slot);
    ids.add(itemId);
    return slot;
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

  /// Adds `scale` times the vector at a known slot to `target` (rank).
  public void addTo(float[] target, float scale, int slot) {
    float[] vectors = blockOf(slot).vectors;
    int offset = slot % ItemBlock.ROWS * rank;
    for (int i = 0; i < rank; i++) {
      target[i] += scale * vectors[offset + i];
    }
  }

  /// Adds `scale` times the sum of vector and context vector at a known slot to `target` (rank):
  /// what an item adds to the query of a user who consumed it.
  public void addContextTo(float[] target, float scale, int slot) {
    ItemBlock block = blockOf(slot);
    float[] vectors = block.vectors;
    float[] contexts = block.ensureContexts();
    int offset = slot % ItemBlock.ROWS * rank;
    for (int i = 0; i < rank; i++) {
      target[i] += scale * (vectors[offset + i] + contexts[offset + i]);
    }
  }

  /// Weights that all users share, as the learner moved them away from where they start.
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
    committed[partition].setSharedWeights(weights);
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
      int offset = row * rank;
      for (int i = 0; i < rank; i++) {
        block.vectors[offset + i] += scale * direction[i];
      }
      block.biases[row] += bias;
      block.accumulators[row] += accumulator;
      recomputeParameters(slot);
    }
    part.markDirty(slot);
  }

  /// Adds `scale * direction` to an item's context vector, by way of the active part, and shows it
  /// at once.
  ///
  /// @param direction (rank)
  public void addToContext(
      ItemPart part, int slot, float scale, float[] direction, float accumulator) {
    synchronized (stripes[slot % STRIPES]) {
      ItemBlock block = part.rows().ensureBlockOf(slot);
      float[] contexts = block.ensureContexts();
      int row = slot % ItemBlock.ROWS;
      int offset = row * rank;
      for (int i = 0; i < rank; i++) {
        contexts[offset + i] += scale * direction[i];
      }
      block.contextAccumulators[row] += accumulator;
      recomputeContext(slot);
    }
    part.markContextDirty(slot);
  }

  /// Adds to the shared weights, by way of the active part, and shows it at once.
  ///
  /// @param change ([SharedWeights#SIZE])
  public void addToSharedWeights(ItemPart part, float[] change) {
    float[] own = part.sharedWeights().clone();
    for (int i = 0; i < own.length; i++) {
      own[i] += change[i];
    }
    part.setSharedWeights(own);
    part.markSharedWeightsDirty();
    recomputeSharedWeights();
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

  private synchronized void recomputeSharedWeights() {
    float[] sum = new float[SharedWeights.SIZE];
    for (int p = 0; p < committed.length; p++) {
      float[] part = counting.get(p).sharedWeights();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
    sharedWeights = new SharedWeights(sum);
  }

  private void recomputeContext(int slot) {
    float[] sum = stripes[slot % STRIPES].row;
    int row = slot % ItemBlock.ROWS;
    int offset = row * rank;
    Arrays.fill(sum, 0);
    float accumulator = startAccumulator;
    for (int p = 0; p < committed.length; p++) {
      ItemBlock part = counting.get(p).rows().blockOf(slot);
      float[] contexts = part == null ? null : part.contexts();
      if (part != null && contexts != null) {
        for (int i = 0; i < rank; i++) {
          sum[i] += contexts[offset + i];
        }
        accumulator += part.contextAccumulators[row];
      }
    }
    ItemBlock visible = view.existing(slot);
    System.arraycopy(sum, 0, visible.ensureContexts(), offset, rank);
    visible.contextAccumulators[row] = accumulator;
  }

  /// Makes the visible row anew. The sum is built aside, so that no reader ever sees a bare start.
  private void recomputeParameters(int slot) {
    float[] sum = stripes[slot % STRIPES].row;
    int row = slot % ItemBlock.ROWS;
    int offset = row * rank;
    ItemBlock start = starts.existing(slot);
    System.arraycopy(start.vectors, offset, sum, 0, rank);
    float bias = start.biases[row];
    float accumulator = start.accumulators[row];
    for (int p = 0; p < committed.length; p++) {
      ItemBlock part = counting.get(p).rows().blockOf(slot);
      if (part != null) {
        float[] vectors = part.vectors;
        for (int i = 0; i < rank; i++) {
          sum[i] += vectors[offset + i];
        }
        bias += part.biases[row];
        accumulator += part.accumulators[row];
      }
    }
    ItemBlock visible = view.existing(slot);
    System.arraycopy(sum, 0, visible.vectors, offset, rank);
    visible.biases[row] = bias;
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
