package io.millrace.model.vector;

/// Inner products in one fixed arithmetic, so that every implementation returns the same bits.
///
/// Element `i` goes to partial sum `i mod 16` by a fused multiply-add, in order of `i`. The 16
/// partial sums are then folded in halves: `s[l] += s[l + 8]`, then 4, 2 and 1.
public interface Kernels {
  /// Number of partial sums, whatever the width of the machine's vectors.
  int PARTIAL_SUMS = 16;

  /// The inner product of `length` elements from each offset.
  float dot(float[] a, int aOffset, float[] b, int bOffset, int length);

  /// The inner product of a query with each of `rowCount` rows that follow one another.
  ///
  /// @param query (length)
  /// @param rows (at least rowCount, length), row-major from index 0
  /// @param scores (at least rowCount), written
  default void dotRows(float[] query, float[] rows, int rowCount, int length, float[] scores) {
    for (int row = 0; row < rowCount; row++) {
      scores[row] = dot(query, 0, rows, row * length, length);
    }
  }

  /// The squared Euclidean norm of each of `rowCount` rows.
  ///
  /// @param rows (at least rowCount, length), row-major from index 0
  /// @param norms (at least rowCount), written
  default void squaredNorms(float[] rows, int rowCount, int length, float[] norms) {
    for (int row = 0; row < rowCount; row++) {
      norms[row] = dot(rows, row * length, rows, row * length, length);
    }
  }

  /// The fastest implementation that this machine and JVM offer.
  static Kernels best() {
    boolean vectorModule = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectorModule ? SimdChoice.preferred() : new ScalarKernels();
  }
}
