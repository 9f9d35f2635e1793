package io.millrace.model.item;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Parameters of 256 items in neighbouring slots, as a structure of arrays. Slot `s` is row `s mod
/// 256` of block `s / 256`. Writers change it in place; readers see values of some moment.
public final class ItemBlock {
  /// Slots shifted down by so many bits are numbers of blocks.
  public static final int BITS = 8;

  /// Items in a block.
  public static final int ROWS = 1 << BITS;

  /// Flags of a row of a part: the changelog has the row; the context row; something will be
  /// written.
  static final byte ROW_WRITTEN = 1;

  static final byte CONTEXT_WRITTEN = 2;
  static final byte TOUCHED = 4;

  private final int rank;
  private final RowSlabs slabs;
  final float[] vectors; // (256, rank) row-major, from vectorStart
  final int vectorStart;
  final float[] biases = new float[ROWS];
  final float[] accumulators = new float[ROWS]; // Adagrad's sums of squared gradients
  final long[] counts = new long[ROWS]; // events
  final double[] trends = new double[ROWS]; // see Trend

  final byte[] flags = new byte[ROWS]; // of parts; whoever writes the part writes them

  final float[] contextAccumulators = new float[ROWS]; // Adagrad's, of the context vectors
  private volatile RowSlabs.@Nullable Room contexts; // (256, rank) row-major; null: all are zero

  ItemBlock(int rank, RowSlabs slabs) {
    this.rank = rank;
    this.slabs = slabs;
    RowSlabs.Room room = slabs.take(ROWS * rank);
    vectors = room.array();
    vectorStart = room.start();
    Arrays.fill(trends, Trend.NONE);
  }

  static byte writtenFlag(boolean context) {
    return context ? CONTEXT_WRITTEN : ROW_WRITTEN;
  }

  void set(int row, byte flag, boolean value) {
    flags[row] = (byte) (value ? flags[row] | flag : flags[row] & ~flag);
  }

  /// Takes over all rows of another block of a part.
  ///
  /// @param kept flags that the rows keep
  void copyOf(ItemBlock source, byte kept) {
    System.arraycopy(source.vectors, source.vectorStart, vectors, vectorStart, ROWS * rank);
    System.arraycopy(source.biases, 0, biases, 0, ROWS);
    System.arraycopy(source.accumulators, 0, accumulators, 0, ROWS);
    System.arraycopy(source.counts, 0, counts, 0, ROWS);
    System.arraycopy(source.trends, 0, trends, 0, ROWS);
    System.arraycopy(source.contextAccumulators, 0, contextAccumulators, 0, ROWS);
    for (int row = 0; row < ROWS; row++) {
      flags[row] = (byte) (source.flags[row] & kept);
    }
    RowSlabs.Room from = source.contexts();
    if (from != null) {
      RowSlabs.Room to = ensureContexts();
      System.arraycopy(from.array(), from.start(), to.array(), to.start(), ROWS * rank);
    }
  }

  /// Whether a row and its context row are those of another block of parts, to the bit.
  boolean isSame(ItemBlock other, int row) {
    return counts[row] == other.counts[row]
        && Double.compare(trends[row], other.trends[row]) == 0
        && Float.compare(biases[row], other.biases[row]) == 0
        && Float.compare(accumulators[row], other.accumulators[row]) == 0
        && Float.compare(contextAccumulators[row], other.contextAccumulators[row]) == 0
        && isSame(vectors, vectorAt(row), other.vectors, other.vectorAt(row))
        && isSameContext(other, row);
  }

  private boolean isSameContext(ItemBlock other, int row) {
    RowSlabs.Room own = contexts;
    RowSlabs.Room others = other.contexts();
    if (own == null || others == null) {
      return own == null && others == null;
    }
    int offset = row * rank;
    return isSame(own.array(), own.start() + offset, others.array(), others.start() + offset);
  }

  private boolean isSame(float[] own, int from, float[] others, int othersFrom) {
    return Arrays.equals(own, from, from + rank, others, othersFrom, othersFrom + rank);
  }

  /// Empties a row of a part.
  void clearRow(int row) {
    Arrays.fill(vectors, vectorAt(row), vectorAt(row) + rank, 0);
    biases[row] = 0;
    accumulators[row] = 0;
    counts[row] = 0;
    trends[row] = Trend.NONE;
  }

  /// Empties a context row of a part.
  void clearContext(int row) {
    RowSlabs.Room room = contexts;
    if (room != null) {
      int at = room.start() + row * rank;
      Arrays.fill(room.array(), at, at + rank, 0);
    }
    contextAccumulators[row] = 0;
  }

  /// Context vectors (256, rank), made if they were all zero. Only one thread at a time may call
  /// this for a block.
  RowSlabs.Room ensureContexts() {
    RowSlabs.Room existing = contexts;
    if (existing == null) {
      existing = slabs.take(ROWS * rank);
      contexts = existing;
    }
    return existing;
  }

  /// Context vectors (256, rank), row-major from the room's start, which items add to the queries
  /// of those who consumed them; null if all are zero.
  RowSlabs.@Nullable Room contexts() {
    return contexts;
  }

  /// Adagrad's sums of squared gradients of the context vectors (256). Read only.
  public float[] contextAccumulators() {
    return contextAccumulators;
  }

  /// An array with the item vectors (256, rank), row-major from [#vectorAt] of 0. Read only.
  public float[] vectors() {
    return vectors;
  }

  /// Where the vector of a row begins.
  public int vectorAt(int row) {
    return vectorStart + row * rank;
  }

  /// A copy of the context vector of a row (rank).
  public float[] contextVector(int row) {
    RowSlabs.Room room = contexts;
    return room == null
        ? new float[rank]
        : Arrays.copyOfRange(
            room.array(), room.start() + row * rank, room.start() + (row + 1) * rank);
  }

  /// Item biases (256). Read only.
  public float[] biases() {
    return biases;
  }

  /// Adagrad's sums of squared gradients (256). Read only.
  public float[] accumulators() {
    return accumulators;
  }

  /// Events with each item (256). Read only.
  public long[] counts() {
    return counts;
  }

  /// Decayed popularity of each item (256), see [Trend]. Read only.
  public double[] trends() {
    return trends;
  }
}
