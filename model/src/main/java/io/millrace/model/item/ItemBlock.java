package io.millrace.model.item;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Parameters of 256 items in neighbouring slots, as a structure of arrays. Slot `s` is row `s mod
/// 256` of block `s / 256`. Writers change it in place; readers see values of some moment.
public final class ItemBlock {
  static final int BITS = 8;

  /// Items in a block.
  public static final int ROWS = 1 << BITS;

  final float[] vectors; // (256, rank) row-major
  final float[] biases = new float[ROWS];
  final float[] accumulators = new float[ROWS]; // Adagrad's sums of squared gradients
  final long[] counts = new long[ROWS]; // events
  final double[] trends = new double[ROWS]; // see Trend

  final float[] contextAccumulators = new float[ROWS]; // Adagrad's, of the context vectors
  private volatile float @Nullable [] contexts; // (256, rank) row-major; null: all are zero

  ItemBlock(int rank) {
    vectors = new float[ROWS * rank];
    Arrays.fill(trends, Trend.NONE);
  }

  /// Context vectors (256, rank), made if they were all zero. Only one thread at a time may call
  /// this for a block.
  float[] ensureContexts() {
    float[] existing = contexts;
    if (existing == null) {
      existing = new float[vectors.length];
      contexts = existing;
    }
    return existing;
  }

  /// Context vectors (256, rank), row-major, which items add to the queries of those who consumed
  /// them; null if all are zero. Read only.
  public float @Nullable [] contexts() {
    return contexts;
  }

  /// Adagrad's sums of squared gradients of the context vectors (256). Read only.
  public float[] contextAccumulators() {
    return contextAccumulators;
  }

  /// Item vectors (256, rank), row-major. Read only.
  public float[] vectors() {
    return vectors;
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
