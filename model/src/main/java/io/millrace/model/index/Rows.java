package io.millrace.model.index;

import io.millrace.model.item.RowJournal;

/// Named vectors with a bias that writers change in place while an index answers from them. Slots
/// from 0 to below [#size] have rows.
interface Rows {
  /// Length of a vector.
  int rank();

  int size();

  /// Whether a slot may be in an answer. Others are empty.
  boolean isHeld(int slot);

  String idOf(int slot);

  /// Which rows are whole and which changed.
  RowJournal journal();

  float bias(int slot);

  /// Copies the vector at a slot.
  ///
  /// @param target (rank)
  void copyVector(int slot, float[] target);

  /// The inner product of a query with the vector at each of `count` slots.
  ///
  /// @param query (rank)
  /// @param products (at least count), written
  /// @param scratch ([io.millrace.model.vector.Kernels#SCRATCH])
  void products(float[] query, int[] slots, int count, float[] products, float[] scratch);

  /// The squared Euclidean norm of a vector, in the arithmetic of [#products].
  float squaredNorm(float[] vector);

  /// The squared Euclidean norm of the vector at a slot.
  float squaredNorm(int slot);
}
