package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
import java.util.Arrays;

/// Makes the codes of one row at a time, as [CodeKernels] reads them, and measures what they leave
/// out. Belongs to one thread.
///
/// With the row `p` (its bias as one more element), its codes `v`, its scale `s` and `p = s v + e`,
/// the score of a query `q` is
///
/// ```
/// <q, p> = s <q, v> + <q, e>  <=  s <q, v> + |q| |e|
/// ```
///
/// Both the score, which is a sum of floats, and the sum over the codes are rounded. A sum of n
/// products is off by at most `n 2^-24` of the product of the norms, which is added to `|e|`. So
/// the row asks for a slack of `(|e| + n 2^-24 |p|) / s`: a bound with at least that slack is never
/// less than the score.
final class RowCoder {
  private static final int MAX_CODE = 127;

  /// What a bias may be in units of the scale, so that its code fits 16 bits.
  private static final int MAX_BIAS = 500;

  /// Below it codes become coarse instead: their scale must not be denormal.
  private static final float MIN_SCALE = 1e-25f;

  private static final float FOLD = 0x1p-24f; // codes are read as the top byte of an int
  private static final double ROUNDING = 0x1p-24;

  /// What the codes of so many elements before one are multiplied by.
  private static final double[] FRACTIONS = {1, 0x1p-8, 0x1p-16, 0x1p-24};

  /// Adding it rounds to an integer, whose two's complement the lowest bits then are.
  private static final double ROUND = 0x1.8p52;

  /// By which a float that bounds something is made larger, for what its own rounding takes.
  private static final double MARGIN = 1 + 1e-4;

  private final int[] column; // head, then quads
  private final float[] padded; // (4, quads)
  private float slack;
  private float norm;
  private float vectorNorm;

  RowCoder(int rank) {
    int quads = quads(rank);
    column = new int[1 + quads];
    padded = new float[CodeKernels.QUAD * quads];
  }

  static int quads(int rank) {
    return (rank + CodeKernels.QUAD - 1) / CodeKernels.QUAD;
  }

  /// Room for a vector, to be filled up to the rank before [#encode].
  float[] vector() {
    return padded;
  }

  /// Makes the codes of [#vector] and a bias. A row whose scores might overflow, or that is not
  /// finite, becomes an unknown one.
  void encode(float bias) {
    int largestBits = 0; // of magnitudes, which are ordered as their bits are
    double squares0 = 0; // in four sums, none of which waits for another
    double squares1 = 0;
    double squares2 = 0;
    double squares3 = 0;
    for (int i = 0; i < padded.length; i += CodeKernels.QUAD) {
      float x0 = padded[i];
      float x1 = padded[i + 1];
      float x2 = padded[i + 2];
      float x3 = padded[i + 3];
      squares0 += (double) x0 * x0;
      squares1 += (double) x1 * x1;
      squares2 += (double) x2 * x2;
      squares3 += (double) x3 * x3;
      largestBits = Math.max(largestBits, Math.max(magnitude(x0), magnitude(x1)));
      largestBits = Math.max(largestBits, Math.max(magnitude(x2), magnitude(x3)));
    }
    float largest = Float.intBitsToFloat(largestBits);
    double squares = squares0 + squares1 + (squares2 + squares3);
    double length = Math.sqrt(squares + (double) bias * bias);
    vectorNorm = (float) Math.sqrt(squares);
    norm = (float) (length * MARGIN);
    if (!(length <= InnerProducts.LARGEST_NORM)) {
      encodeUnknown();
      return;
    }
    float scale = largest / MAX_CODE;
    scale = Math.max(scale, Math.max(Math.abs(bias) / MAX_BIAS, MIN_SCALE)) * FOLD;
    column[0] = head(scale, bias);
    double unit = Float.intBitsToFloat(column[0]);
    double biasLeft = bias - unit * CodeKernels.BIAS_UNIT * (float) (column[0] << 16);
    double left = Math.sqrt(encodeVector(unit) + biasLeft * biasLeft);
    // Of scan and score, with their folds, and of codes that are read as floats.
    double terms = padded.length * (1 + 1.0 / 16) + 41;
    // Sums begin with the slack, so their rounding takes a part of it too.
    slack = (float) ((left + terms * ROUNDING * length) / unit * (MARGIN + terms * ROUNDING));
  }

  private static int magnitude(float x) {
    return Float.floatToRawIntBits(x) & Integer.MAX_VALUE;
  }

  /// Makes codes that say nothing of a row, so that it is always looked at.
  void encodeUnknown() {
    Arrays.fill(column, 0);
    column[0] = Float.floatToRawIntBits(1);
    slack = Float.POSITIVE_INFINITY;
    norm = Float.POSITIVE_INFINITY;
    vectorNorm = Float.POSITIVE_INFINITY;
  }

  /// The scale, rounded up to its upper 16 bits, with the code of the bias in the lower ones. They
  /// are part of the scale too, so a few rounds find a code that is right for the scale it makes.
  private static int head(float scale, float bias) {
    int upper = (Float.floatToRawIntBits(scale) + 0xffff) & 0xffff0000;
    int head = upper;
    for (int round = 0; round < 3; round++) {
      double unit = Float.intBitsToFloat(head) * (double) CodeKernels.BIAS_UNIT * (1 << 16);
      head = upper | ((int) Math.rint(bias / unit) & 0xffff);
    }
    return head;
  }

  /// An element's code is what is left of it beside the fraction that the codes below it make,
  /// which is `code / 256` of the one before and that one's own fraction. It fits a byte: the scale
  /// lets no element exceed 127, and a fraction is from 0 to below 1.
  ///
  /// @return the sum of the squares of what the codes leave out, but for the rounding to floats
  private double encodeVector(double unit) {
    double perByte = unit / FOLD;
    double inverse = 1 / perByte;
    double squares = 0;
    for (int quad = 0; quad < column.length - 1; quad++) {
      int codes = 0; // bytes from the lowest on
      double squaresOfQuad = 0; // so that no quad waits for the one before
      for (int t = 0; t < CodeKernels.QUAD; t++) {
        double x = padded[CodeKernels.QUAD * quad + t];
        double fraction = codes * FRACTIONS[t];
        double rounded = x * inverse - fraction + ROUND;
        int code = (int) Double.doubleToRawLongBits(rounded) & 0xff;
        double value = rounded - ROUND + fraction;
        double left = x - perByte * value;
        squaresOfQuad += left * left;
        codes |= code << (8 * t);
      }
      column[1 + quad] = codes;
      squares += squaresOfQuad;
    }
    return squares;
  }

  /// The column of a block that stands for the row: its head, then its quads.
  int[] column() {
    return column;
  }

  /// What the group of the row needs at least.
  float slack() {
    return slack;
  }

  /// The row's norm, bias included, or a little more.
  float norm() {
    return norm;
  }

  /// The vector's norm, without the bias.
  float vectorNorm() {
    return vectorNorm;
  }
}
