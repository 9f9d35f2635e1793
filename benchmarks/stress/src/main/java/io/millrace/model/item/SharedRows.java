package io.millrace.model.item;

import io.millrace.model.vector.ScalarKernels;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// One matrix for all states of a test, each with a row of its own: a matrix for each state would
/// leave no time for anything but making them.
final class SharedRows {
  static final int RANK = 4;
  static final int PARTITIONS = 2;

  /// More than states are alive at once by far.
  private static final int ITEMS = 1 << 15;

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final ItemMatrix MATRIX = newMatrix();

  private SharedRows() {}

  private static ItemMatrix newMatrix() {
    var matrix = new ItemMatrix(RANK, PARTITIONS, 0, 0, new ScalarKernels());
    for (int i = 0; i < ITEMS; i++) {
      matrix.intern("item-" + i);
    }
    return matrix;
  }

  static ItemMatrix matrix() {
    return MATRIX;
  }

  /// The slot of a row that nobody uses now, with all elements and the bias 0.
  static int next() {
    int slot = NEXT.getAndIncrement() & (ITEMS - 1);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      commit(partition, slot, 0);
    }
    return slot;
  }

  /// Replaces every element of what a partition has of a row, and the bias, by one value.
  static void commit(int partition, int slot, float value) {
    float[] vector = new float[RANK];
    Arrays.fill(vector, value);
    MATRIX.commit(partition, slot, new PartRow(vector, value, 0, 0, Trend.NONE));
  }

  /// The last element of a row as it is seen now.
  static float last(int slot) {
    ItemBlock block = MATRIX.blockOf(slot);
    return block.vectors()[block.vectorAt(slot % ItemBlock.ROWS) + RANK - 1];
  }
}
