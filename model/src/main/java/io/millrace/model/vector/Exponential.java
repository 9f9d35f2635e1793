package io.millrace.model.vector;

/// The exponential function in an arithmetic of its own, so that every machine and every compiled
/// form of it returns the same bits, which `Math.exp` does not promise.
///
/// With `n = round(x / ln 2)` and `r = x - n ln 2` it is `2^n exp(r)`, `exp(r)` by its Taylor
/// polynomial of degree 7, whose error for `|r| <= ln(2) / 2` is below one unit in the last place.
public final class Exponential {
  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 0x1.63p-1f; // few bits, so that n times it is exact
  static final float LN2_LOW = -0x1.bd0106p-13f;
  static final float C7 = 1f / 5040;
  static final float C6 = 1f / 720;
  static final float C5 = 1f / 120;
  static final float C4 = 1f / 24;
  static final float C3 = 1f / 6;
  static final float C2 = 1f / 2;
  static final int BIAS = 127;
  static final int MANTISSA_BITS = 23;

  /// Where floats lie 1 apart: adding it and taking it off again rounds to an integer.
  static final float ROUND = 0x1.8p23f;

  private Exponential() {}

  /// @param x from -80 to 80
  public static float of(float x) {
    float rounded = x * LOG2_E + ROUND;
    float n = rounded - ROUND;
    float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
    float sum = C7;
    sum = Math.fma(sum, r, C6);
    sum = Math.fma(sum, r, C5);
    sum = Math.fma(sum, r, C4);
    sum = Math.fma(sum, r, C3);
    sum = Math.fma(sum, r, C2);
    sum = Math.fma(sum, r, 1);
    sum = Math.fma(sum, r, 1);
    int power = (Float.floatToRawIntBits(rounded) << MANTISSA_BITS) + (BIAS << MANTISSA_BITS);
    return sum * Float.intBitsToFloat(power);
  }
}
