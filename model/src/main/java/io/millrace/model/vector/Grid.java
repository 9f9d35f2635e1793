package io.millrace.model.vector;

/// The values that elements of item rows may have: multiples of 2^-20 (1e-6). Sums of such values
/// below 16 are exact in 32-bit floats, in whatever order they are added. So a visible row can
/// follow a change of one of its addends by the change alone, and still is, to the bit, what adding
/// up all of them anew would give; and an element of an addend, which stays below 8, takes 24 bits.
///
/// A step of the learner is moved by at most half of the distance between two such values; what
/// that does to accuracy is in docs/decisions/0017.
public final class Grid {
  /// Values are this many to one.
  public static final int PER_UNIT = 1 << 20;

  /// Addends of a row stay below it, and above its negative.
  public static final float LIMIT = 8;

  /// Sums are exact below it.
  static final float EXACT = 2 * LIMIT;

  /// Changes are rounded by addition below it.
  static final float MAX_CHANGE = LIMIT / 2;

  /// Between 8 and 16, where neighbouring floats are 2^-20 apart: adding it rounds to the grid.
  static final float ROUND = 12;

  private static final float LARGEST = LIMIT - 1f / PER_UNIT;

  private Grid() {}

  /// The nearest value of the grid within the limit.
  ///
  /// @param value not NaN
  public static float nearest(double value) {
    double rounded = Math.rint(value * PER_UNIT) / PER_UNIT;
    return (float) Math.clamp(rounded, -LARGEST, LARGEST);
  }

  /// Copies elements, each as the nearest one of the grid.
  public static void copy(float[] source, float[] target, int targetOffset, int length) {
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = nearest(source[i]);
    }
  }

  /// `target += scale * source`, rounded to the grid, where the sum would leave the limit the value
  /// next to it: what [Kernels#addOnGrid] does, of any finite size.
  ///
  /// @param source (length)
  public static void add(
      float scale, float[] source, int length, float[] target, int targetOffset) {
    for (int i = 0; i < length; i++) {
      double change = Math.rint((double) scale * source[i] * PER_UNIT) / PER_UNIT;
      target[targetOffset + i] = nearest(target[targetOffset + i] + change);
    }
  }

  /// The sum of a row of each table, each element rounded once, if at all.
  ///
  /// @param starts where each table begins in its array
  /// @param offset of the row in each table
  public static void sum(
      float[][] tables, int[] starts, int offset, int length, float[] target, int targetOffset) {
    float[] sums = new float[length]; // readers of the target never see some of the addends only
    float largest = 0; // of the sums on the way
    for (int table = 0; table < tables.length; table++) {
      largest = Math.max(largest, add(tables[table], starts[table] + offset, sums));
    }
    if (largest < EXACT) {
      System.arraycopy(sums, 0, target, targetOffset, length);
    } else {
      sumOfDoubles(tables, starts, offset, length, target, targetOffset);
    }
  }

  /// Adds a row to sums. A loop as plain as this one is compiled to vector instructions.
  ///
  /// @return the largest magnitude of the sums, or NaN if one is
  private static float add(float[] source, int from, float[] sums) {
    float largest = 0;
    for (int i = 0; i < sums.length; i++) {
      float sum = sums[i] + source[from + i];
      sums[i] = sum;
      largest = Math.max(largest, Math.abs(sum));
    }
    return largest;
  }

  private static void sumOfDoubles(
      float[][] tables, int[] starts, int offset, int length, float[] target, int targetOffset) {
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (int table = 0; table < tables.length; table++) {
        sum += tables[table][starts[table] + offset + i];
      }
      target[targetOffset + i] = (float) sum;
    }
  }
}
