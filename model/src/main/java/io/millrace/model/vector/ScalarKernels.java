package io.millrace.model.vector;

/// The reference: what [Kernels] says, one element at a time.
public final class ScalarKernels implements Kernels {

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    float[] sums = new float[PARTIAL_SUMS];
    for (int i = 0; i < length; i++) {
      int lane = i % PARTIAL_SUMS;
      sums[lane] = Math.fma(a[aOffset + i], b[bOffset + i], sums[lane]);
    }
    return fold(sums);
  }

  private static float fold(float[] sums) {
    for (int half = PARTIAL_SUMS / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        sums[lane] += sums[lane + half];
      }
    }
    return sums[0];
  }

  @Override
  public void dotEach(
      float[] query,
      float[][] blocks,
      int[] starts,
      int blockBits,
      int[] rows,
      int count,
      int length,
      float[] products,
      float[] scratch) {
    int mask = (1 << blockBits) - 1;
    for (int x = 0; x < count; x++) {
      int row = rows[x];
      products[x] =
          dot(
              query,
              0,
              blocks[row >>> blockBits],
              starts[row >>> blockBits] + (row & mask) * length,
              length);
    }
  }

  @Override
  public void dotRows(
      float[] query,
      float[] rows,
      int offset,
      int rowCount,
      int length,
      float[] products,
      float[] scratch) {
    for (int row = 0; row < rowCount; row++) {
      products[row] = dot(query, 0, rows, offset + row * length, length);
    }
  }

  @Override
  public void addScaled(
      float[] target, int targetOffset, float scale, float[] source, int offset, int length) {
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = Math.fma(scale, source[offset + i], target[targetOffset + i]);
    }
  }

  @Override
  public void addScaledSum(
      float[] target, float scale, float[] a, int aOffset, float[] b, int bOffset, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = Math.fma(scale, a[aOffset + i] + b[bOffset + i], target[i]);
    }
  }

  @Override
  public boolean addOnGrid(
      float scale,
      float[] source,
      int length,
      float[] addend,
      int addendOffset,
      float[] row,
      int rowOffset) {
    if (!staysExact(scale, source, 0, length, addend, addendOffset, row, rowOffset)) {
      return false;
    }
    addExact(scale, source, 0, length, addend, addendOffset, row, rowOffset);
    return true;
  }

  /// Whether [#addOnGrid] may add the elements from one index to another.
  static boolean staysExact(
      float scale,
      float[] source,
      int from,
      int to,
      float[] addend,
      int addendOffset,
      float[] row,
      int rowOffset) {
    for (int i = from; i < to; i++) {
      float change = change(scale, source[i]);
      float shown = row[rowOffset + i];
      if (!(Math.abs(change) < Grid.MAX_CHANGE
          && Math.abs(addend[addendOffset + i] + change) < Grid.LIMIT
          && Math.abs(shown) < Grid.EXACT
          && Math.abs(shown + change) < Grid.EXACT)) {
        return false;
      }
    }
    return true;
  }

  /// Adds the elements from one index to another.
  static void addExact(
      float scale,
      float[] source,
      int from,
      int to,
      float[] addend,
      int addendOffset,
      float[] row,
      int rowOffset) {
    for (int i = from; i < to; i++) {
      float change = change(scale, source[i]);
      addend[addendOffset + i] += change;
      row[rowOffset + i] += change;
    }
  }

  private static float change(float scale, float source) {
    return Math.fma(scale, source, Grid.ROUND) - Grid.ROUND;
  }

  @Override
  public float softmaxTerms(float[] scores, float[] corrections, float reference, int length) {
    float[] sums = new float[PARTIAL_SUMS];
    for (int i = 0; i < length; i++) {
      float x = scores[i] + corrections[i] - reference;
      scores[i] = x > -MAX_BEHIND ? Exponential.of(Math.min(x, MAX_AHEAD)) : 0;
      sums[i % PARTIAL_SUMS] += scores[i];
    }
    return fold(sums);
  }

  @Override
  public String toString() {
    return "scalar";
  }
}
