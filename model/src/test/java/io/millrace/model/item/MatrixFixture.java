package io.millrace.model.item;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Item matrices with rows that a test chooses.
public final class MatrixFixture {
  private MatrixFixture() {}

  /// One partition, whose active part holds the rows; items start at 0.
  ///
  /// @param ids (items), in order of slots
  /// @param vectors (items, rank)
  /// @param biases (items)
  public static ItemMatrix of(int rank, List<String> ids, float[][] vectors, float[] biases) {
    double[] trends = new double[ids.size()];
    Arrays.fill(trends, Trend.NONE);
    return of(rank, ids, vectors, biases, trends);
  }

  /// The same with keys of trends (items).
  public static ItemMatrix of(
      int rank, List<String> ids, float[][] vectors, float[] biases, double[] trends) {
    var matrix = new ItemMatrix(rank, 1, 0, 0.1f);
    for (int i = 0; i < ids.size(); i++) {
      int slot = matrix.intern(ids.get(i));
      matrix.commit(0, slot, new PartRow(vectors[i].clone(), biases[i], 0, 0, trends[i]));
    }
    return matrix;
  }

  /// Replaces what partition 0 committed of an item by normal values.
  public static void set(ItemMatrix matrix, int slot, SplittableRandom random, float deviation) {
    float[] vector = new float[matrix.rank()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = deviation * (float) random.nextGaussian();
    }
    float bias = deviation * (float) random.nextGaussian();
    matrix.commit(0, slot, new PartRow(vector, bias, 0, 0, Trend.NONE));
  }

  /// Replaces every element of an item's vector, and its bias, by one value.
  public static void setAll(ItemMatrix matrix, int slot, float value) {
    float[] vector = new float[matrix.rank()];
    Arrays.fill(vector, value);
    matrix.commit(0, slot, new PartRow(vector, value, 0, 0, Trend.NONE));
  }

  /// A copy of an item's visible vector (rank).
  public static float[] vector(ItemMatrix matrix, int slot) {
    ItemBlock block = matrix.blockOf(slot);
    int from = block.vectorAt(slot % ItemBlock.ROWS);
    return Arrays.copyOfRange(block.vectors(), from, from + matrix.rank());
  }

  public static float bias(ItemMatrix matrix, int slot) {
    return matrix.blockOf(slot).biases()[slot % ItemBlock.ROWS];
  }

  public static float accumulator(ItemMatrix matrix, int slot) {
    return matrix.blockOf(slot).accumulators()[slot % ItemBlock.ROWS];
  }

  public static long count(ItemMatrix matrix, int slot) {
    return matrix.blockOf(slot).counts()[slot % ItemBlock.ROWS];
  }

  public static double trend(ItemMatrix matrix, int slot) {
    return matrix.blockOf(slot).trends()[slot % ItemBlock.ROWS];
  }

  /// Everything visible of an item, as bits: vector, bias, accumulator, count and trend.
  public static long[] bits(ItemMatrix matrix, int slot) {
    int rank = matrix.rank();
    long[] bits = new long[rank + 4];
    float[] vector = vector(matrix, slot);
    for (int i = 0; i < rank; i++) {
      bits[i] = Float.floatToRawIntBits(vector[i]);
    }
    bits[rank] = Float.floatToRawIntBits(bias(matrix, slot));
    bits[rank + 1] = Float.floatToRawIntBits(accumulator(matrix, slot));
    bits[rank + 2] = count(matrix, slot);
    bits[rank + 3] = Double.doubleToRawLongBits(trend(matrix, slot));
    return bits;
  }

  /// The bits of every visible row (items, rank + 4).
  public static long[][] bits(ItemMatrix matrix) {
    long[][] rows = new long[matrix.size()][];
    for (int slot = 0; slot < rows.length; slot++) {
      rows[slot] = bits(matrix, slot);
    }
    return rows;
  }
}
