package io.millrace.model.index;

import io.millrace.model.item.RowJournal;
import io.millrace.model.item.RowSlabs;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;

/// Vectors of users by slot. Each is changed by one thread at a time; slots are filled one after
/// the other.
final class UserRows implements Rows {
  private static final int BITS = 8;
  private static final int BLOCK = 1 << BITS; // rows

  private final int rank;
  private final Kernels kernels;
  private final RowJournal journal = new RowJournal();
  private final RowSlabs slabs = new RowSlabs(true);
  private volatile Blocks blocks = new Blocks(new float[0][], new int[0], new String[0][]);
  private volatile int size;

  /// The rows by block of 256. The outer arrays are never changed.
  ///
  /// @param vectors (256, rank) each, row-major
  /// @param starts where each block of vectors begins in its array
  /// @param ids (256) each
  // Handed over, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Blocks(float[][] vectors, int[] starts, String[][] ids) {
    Blocks with(RowSlabs.Room room) {
      int count = starts.length;
      float[][] moreVectors = Arrays.copyOf(vectors, count + 1);
      int[] moreStarts = Arrays.copyOf(starts, count + 1);
      String[][] moreIds = Arrays.copyOf(ids, count + 1);
      moreVectors[count] = room.array();
      moreStarts[count] = room.start();
      moreIds[count] = new String[BLOCK];
      return new Blocks(moreVectors, moreStarts, moreIds);
    }
  }

  UserRows(int rank, Kernels kernels) {
    this.rank = rank;
    this.kernels = kernels;
  }

  /// Gives a slot to a user: one below [#size], or the next one. For one thread at a time. No
  /// search may look at the slot meanwhile.
  void fill(int slot, String userId, float[] vector) {
    if (slot >>> BITS == blocks.starts().length) {
      blocks = blocks.with(slabs.take(BLOCK * rank));
    }
    journal.grow(slot);
    blocks.ids()[slot >>> BITS][slot & (BLOCK - 1)] = userId;
    change(slot, vector);
    size = Math.max(size, slot + 1);
  }

  /// Replaces the vector at a slot that was filled.
  ///
  /// @param vector (rank)
  void change(int slot, float[] vector) {
    Blocks all = blocks;
    journal.begin(slot);
    System.arraycopy(vector, 0, all.vectors()[slot >>> BITS], at(all, slot), rank);
    journal.end(slot);
  }

  private int at(Blocks all, int slot) {
    return all.starts()[slot >>> BITS] + (slot & (BLOCK - 1)) * rank;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  /// Which of them are users' is for a filter to say.
  @Override
  public boolean isHeld(int slot) {
    return true;
  }

  @Override
  public String idOf(int slot) {
    return blocks.ids()[slot >>> BITS][slot & (BLOCK - 1)];
  }

  @Override
  public RowJournal journal() {
    return journal;
  }

  /// Users have none.
  @Override
  public float bias(int slot) {
    return 0;
  }

  @Override
  public void copyVector(int slot, float[] target) {
    Blocks all = blocks;
    System.arraycopy(all.vectors()[slot >>> BITS], at(all, slot), target, 0, rank);
  }

  @Override
  public void products(float[] query, int[] slots, int count, float[] products, float[] scratch) {
    Blocks all = blocks;
    kernels.dotEach(
        query, all.vectors(), all.starts(), BITS, slots, count, rank, products, scratch);
  }

  @Override
  public float squaredNorm(float[] vector) {
    return kernels.dot(vector, 0, vector, 0, vector.length);
  }

  @Override
  public float squaredNorm(int slot) {
    Blocks all = blocks;
    float[] vectors = all.vectors()[slot >>> BITS];
    int at = at(all, slot);
    return kernels.dot(vectors, at, vectors, at, rank);
  }
}
