package io.millrace.model.evaluation;

import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Vectors of the matrix factorisations to compare with, in one array that grows. A new one is
/// drawn from N(0, scale^2).
final class FactorRows {
  private final int rank;
  private final double scale;
  private final RandomGenerator random;
  private final Kernels kernels;
  private float[] values; // (at least size, rank) row-major
  private final float[] query; // (rank)
  private final float[] scratch = new float[Kernels.SCRATCH];
  private int size;

  FactorRows(int rank, double scale, RandomGenerator random, Kernels kernels) {
    this.rank = rank;
    this.scale = scale;
    this.random = random;
    this.kernels = kernels;
    this.values = new float[1024 * rank];
    this.query = new float[rank];
  }

  /// Draws all rows below `count` that there are not yet.
  void ensure(int count) {
    if (count * rank > values.length) {
      values = Arrays.copyOf(values, Math.max(count * rank, values.length * 2));
    }
    for (; size < count; size++) {
      for (int i = 0; i < rank; i++) {
        values[size * rank + i] = (float) (scale * random.nextGaussian());
      }
    }
  }

  int size() {
    return size;
  }

  /// Where an existing row begins.
  int offset(int row) {
    return row * rank;
  }

  /// (size, rank), valid until rows are added. Written by the user of the rows.
  float[] values() {
    return values;
  }

  float dot(int row, FactorRows others, int other) {
    return kernels.dot(values, offset(row), others.values, others.offset(other), rank);
  }

  /// The inner products of one row with each of the first rows of others.
  ///
  /// @param scores (at least count), written
  void dotAll(int row, FactorRows others, int count, float[] scores) {
    System.arraycopy(values, offset(row), query, 0, rank);
    kernels.dotRows(query, others.values, 0, count, rank, scores, scratch);
  }
}
