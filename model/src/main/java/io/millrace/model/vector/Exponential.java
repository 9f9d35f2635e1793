package io.millrace.model.vector;

/// The exponential function in an arithmetic of its own, so that every machine and every compiled
/// form of it returns the same bits, which `Math.exp` does not promise.
///
/// With `n = round(x / ln 2)` and `r = x - n ln 2` it is `2^n exp(r)`, `exp(r)` by its Taylor
/// polynomial of degree 7, whose error for `|r| <= ln(2) / 2` is below one unit in the last place.
public final class Exponential {
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0x1.63p-1f; // few bits, so that n times it is exact
  private static final float LN2_LOW = -0x1.bd0106p-13f;
  private static final int BIAS = 127;
  private static final int MANTISSA_BITS = 23;

  private Exponential() {}

  /// @param x from -80 to 80
  public static float of(float x) {
    float n = (float) Math.rint(x * LOG2_E);
    float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
    float sum = 1f / 5040;
    sum = Math.fma(sum, r, 1f / 720);
    sum = Math.fma(sum, r, 1f / 120);
    sum = Math.fma(sum, r, 1f / 24);
    sum = Math.fma(sum, r, 1f / 6);
    sum = Math.fma(sum, r, 1f / 2);
    sum = Math.fma(sum, r, 1);
    sum = Math.fma(sum, r, 1);
    return sum * Float.intBitsToFloat(((int) n + BIAS) << MANTISSA_BITS);
  }
}
