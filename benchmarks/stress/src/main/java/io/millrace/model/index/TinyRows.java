package io.millrace.model.index;

import io.millrace.model.item.Journals;
import io.millrace.model.item.RowJournal;
import io.millrace.model.vector.ScalarCodeKernels;
import java.util.Arrays;
import java.util.List;

/// Rows of which all elements and the bias have one value, so that the row of value v scores `3 v`
/// for [#QUERY]. An item matrix takes megabytes, which is too much to make one for each try.
final class TinyRows implements Rows {
  static final int RANK = 4;

  private static final float[] QUERY = {1, 0, 0, 1};

  private final RowJournal journal = new RowJournal();
  private final float[] vectors; // (capacity, rank)
  private final float[] biases; // (capacity)
  private volatile int size;

  TinyRows(int capacity) {
    vectors = new float[capacity * RANK];
    biases = new float[capacity];
  }

  CodeIndex index() {
    return new CodeIndex(this, new ScalarCodeKernels());
  }

  /// Adds a row as an item matrix does: it is marked before it is known.
  int add(float value) {
    int slot = size;
    Journals.grow(journal, slot);
    set(slot, value);
    size = slot + 1;
    return slot;
  }

  void set(int slot, float value) {
    Journals.change(journal, slot, () -> fill(slot, value));
  }

  private void fill(int slot, float value) {
    Arrays.fill(vectors, slot * RANK, (slot + 1) * RANK, value);
    biases[slot] = value;
  }

  /// The value of a row by the answer to a query: 0 if it is not in it, -1 if it is but its score
  /// is none that a whole row has.
  static int valueIn(CodeIndex index, int slot, int k) {
    List<ScoredItem> answer =
        index.answers(List.of(Query.byProduct(QUERY, k, new Filter()))).getFirst();
    for (ScoredItem item : answer) {
      if (item.slot() == slot) {
        return item.score() % 3 == 0 ? (int) item.score() / 3 : -1;
      }
    }
    return 0;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean isHeld(int slot) {
    return true;
  }

  @Override
  public String idOf(int slot) {
    return "item-" + slot;
  }

  @Override
  public RowJournal journal() {
    return journal;
  }

  @Override
  public float bias(int slot) {
    return biases[slot];
  }

  @Override
  public void copyVector(int slot, float[] target) {
    System.arraycopy(vectors, slot * RANK, target, 0, RANK);
  }

  @Override
  public void products(float[] query, int[] slots, int count, float[] products, float[] scratch) {
    for (int i = 0; i < count; i++) {
      float sum = 0;
      for (int j = 0; j < RANK; j++) {
        sum += query[j] * vectors[slots[i] * RANK + j];
      }
      products[i] = sum;
    }
  }

  @Override
  public float squaredNorm(float[] vector) {
    float sum = 0;
    for (float x : vector) {
      sum += x * x;
    }
    return sum;
  }

  @Override
  public float squaredNorm(int slot) {
    float x = vectors[slot * RANK];
    return RANK * x * x;
  }
}
