package io.millrace.model.index;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.RowJournal;
import io.millrace.model.vector.Kernels;

/// The visible rows of an item matrix.
final class MatrixRows implements Rows {
  private final ItemMatrix matrix;
  private final Kernels kernels;

  MatrixRows(ItemMatrix matrix, Kernels kernels) {
    this.matrix = matrix;
    this.kernels = kernels;
  }

  @Override
  public int rank() {
    return matrix.rank();
  }

  @Override
  public int size() {
    return matrix.size();
  }

  @Override
  public String idOf(int slot) {
    return matrix.idOf(slot);
  }

  @Override
  public RowJournal journal() {
    return matrix.journal();
  }

  @Override
  public float bias(int slot) {
    return matrix.bias(slot);
  }

  @Override
  public void copyVector(int slot, float[] target) {
    System.arraycopy(matrix.blockOf(slot).vectors(), offset(slot), target, 0, matrix.rank());
  }

  @Override
  public void products(float[] query, int[] slots, int count, float[] products, float[] scratch) {
    matrix.products(query, slots, count, products, scratch);
  }

  @Override
  public float squaredNorm(int slot) {
    float[] vectors = matrix.blockOf(slot).vectors();
    return kernels.dot(vectors, offset(slot), vectors, offset(slot), matrix.rank());
  }

  private int offset(int slot) {
    return slot % ItemBlock.ROWS * matrix.rank();
  }
}
