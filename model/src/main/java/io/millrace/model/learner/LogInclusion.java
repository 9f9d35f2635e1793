package io.millrace.model.learner;

/// `log(1 - exp(-x))`, from a table over the upper 16 bits of x: each power of two is cut in 128,
/// each cell has the value of its middle. The error is below 0.004, less than what the sampling
/// leaves to chance.
final class LogInclusion {
  private static final int SHIFT = 16;
  private static final float MIN = 0x1p-40f;
  private static final float MAX = 0x1p7f; // beyond it the logarithm is 0 in single precision
  private static final int FIRST = Float.floatToRawIntBits(MIN) >>> SHIFT;
  private static final float[] TABLE = table();

  private LogInclusion() {}

  private static float[] table() {
    float[] table = new float[(Float.floatToRawIntBits(MAX) >>> SHIFT) - FIRST + 1];
    for (int i = 0; i < table.length; i++) {
      float middle = Float.intBitsToFloat(((FIRST + i) << SHIFT) + (1 << (SHIFT - 1)));
      // StrictMath, since Math may differ between machines.
      table[i] = (float) StrictMath.log(-StrictMath.expm1(-middle));
    }
    return table;
  }

  /// @param x expected number of draws, above 0
  static float of(float x) {
    int cell = (Float.floatToRawIntBits(x) >>> SHIFT) - FIRST;
    return TABLE[Math.max(0, Math.min(cell, TABLE.length - 1))];
  }
}
