package io.millrace.model.item;

import io.millrace.model.vector.Kernels;
import java.util.Arrays;

/// The visible vectors, context vectors and biases of an [ItemMatrix] as the arrays of all of its
/// blocks, and what is computed with them for slots anywhere among these. Writers change the arrays
/// meanwhile, see [ItemMatrix]. Safe for any number of threads.
public final class VisibleRows {
  private final int rank;
  private final Kernels kernels;
  private volatile Tables tables = new Tables();

  /// The arrays by block. Never changed.
  private static final class Tables {
    final float[][] vectors;
    final int[] vectorStarts;
    final float[][] contexts;
    final int[] contextStarts;
    final float[][] biases;

    Tables() {
      this.vectors = new float[0][];
      this.vectorStarts = new int[0];
      this.contexts = new float[0][];
      this.contextStarts = new int[0];
      this.biases = new float[0][];
    }

    Tables(Tables before, ItemBlock block) {
      this.vectors = with(before.vectors, block.vectors);
      this.vectorStarts = with(before.vectorStarts, block.vectorStart);
      RowSlabs.Room room = block.ensureContexts();
      this.contexts = with(before.contexts, room.array());
      this.contextStarts = with(before.contextStarts, room.start());
      this.biases = with(before.biases, block.biases);
    }

    private static float[][] with(float[][] blocks, float[] block) {
      float[][] longer = Arrays.copyOf(blocks, blocks.length + 1);
      longer[blocks.length] = block;
      return longer;
    }

    private static int[] with(int[] starts, int start) {
      int[] longer = Arrays.copyOf(starts, starts.length + 1);
      longer[starts.length] = start;
      return longer;
    }
  }

  VisibleRows(int rank, Kernels kernels) {
    this.rank = rank;
    this.kernels = kernels;
  }

  /// Adds the block of the next 256 slots. One thread at a time.
  void append(ItemBlock block) {
    tables = new Tables(tables, block);
  }

  /// The bias at a known slot.
  public float bias(int slot) {
    return tables.biases[slot >>> ItemBlock.BITS][slot & (ItemBlock.ROWS - 1)];
  }

  /// The biases of known slots, by block. Read only.
  public float[][] biasBlocks() {
    return tables.biases;
  }

  /// Adds `scale` times the vector at a known slot to `target` (rank).
  public void addTo(float[] target, float scale, int slot) {
    Tables all = tables;
    int number = slot >>> ItemBlock.BITS;
    int at = all.vectorStarts[number] + slot % ItemBlock.ROWS * rank;
    kernels.addScaled(target, 0, scale, all.vectors[number], at, rank);
  }

  /// Adds `scale` times the sum of vector and context vector at a known slot to `target` (rank):
  /// what an item adds to the query of a user who consumed it.
  public void addContextTo(float[] target, float scale, int slot) {
    Tables all = tables;
    int number = slot >>> ItemBlock.BITS;
    int offset = slot % ItemBlock.ROWS * rank;
    int vector = all.vectorStarts[number] + offset;
    int context = all.contextStarts[number] + offset;
    kernels.addScaledSum(
        target, scale, all.vectors[number], vector, all.contexts[number], context, rank);
  }

  /// The inner product of a query with the vector at each of `count` known slots.
  ///
  /// @param query (rank)
  /// @param products (at least count), written
  /// @param scratch ([Kernels#SCRATCH])
  public void products(float[] query, int[] slots, int count, float[] products, float[] scratch) {
    Tables all = tables;
    kernels.dotEach(
        query,
        all.vectors,
        all.vectorStarts,
        ItemBlock.BITS,
        slots,
        count,
        rank,
        products,
        scratch);
  }

  /// The inner product of a query with the context vector at each of `count` known slots.
  ///
  /// @param query (rank)
  /// @param products (at least count), written
  /// @param scratch ([Kernels#SCRATCH])
  public void contextProducts(
      float[] query, int[] slots, int count, float[] products, float[] scratch) {
    Tables all = tables;
    kernels.dotEach(
        query,
        all.contexts,
        all.contextStarts,
        ItemBlock.BITS,
        slots,
        count,
        rank,
        products,
        scratch);
  }
}
