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
    return matrix.slots();
  }

  @Override
  public boolean isHeld(int slot) {
    return matrix.isHeld(slot);
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
    return matrix.visible().bias(slot);
  }

  @Override
  public void copyVector(int slot, float[] target) {
    ItemBlock block = matrix.blockOf(slot);
    System.arraycopy(block.vectors(), at(block, slot), target, 0, matrix.rank());
  }

  @Override
  public void products(float[] query, int[] slots, int count, float[] products, float[] scratch) {
    matrix.visible().products(query, slots, count, products, scratch);
  }

  @Override
  public float squaredNorm(float[] vector) {
    return kernels.dot(vector, 0, vector, 0, vector.length);
  }

  @Override
  public float squaredNorm(int slot) {
    ItemBlock block = matrix.blockOf(slot);
    int at = at(block, slot);
    return kernels.dot(block.vectors(), at, block.vectors(), at, matrix.rank());
  }

  private static int at(ItemBlock block, int slot) {
    return block.vectorAt(slot % ItemBlock.ROWS);
  }
}
