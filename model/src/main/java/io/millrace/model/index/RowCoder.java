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

  /// By which a float that bounds something is made larger, for what its own rounding takes.
  private static final double MARGIN = 1 + 1e-4;

  private final CodeKernels kernels;
  private final int[] column; // head, then quads
  private final float[] padded; // (4, quads)
  private final double[] ofQuads;
  private float slack;
  private float norm;
  private float vectorNorm;

  RowCoder(int rank, CodeKernels kernels) {
    int quads = quads(rank);
    this.kernels = kernels;
    ofQuads = new double[quads];
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
    float largest = kernels.measure(padded, ofQuads);
    double squares = sum(ofQuads);
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
    kernels.encode(padded, unit / FOLD, column, 1, ofQuads);
    double left = Math.sqrt(sum(ofQuads) + biasLeft * biasLeft);
    // Of scan and score, with their folds, and of codes that are read as floats.
    double terms = padded.length * (1 + 1.0 / 16) + 41;
    // Sums begin with the slack, so their rounding takes a part of it too.
    slack = (float) ((left + terms * ROUNDING * length) / unit * (MARGIN + terms * ROUNDING));
  }

  /// In four sums, none of which waits for another.
  private static double sum(double[] values) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      sum0 += values[i];
      sum1 += values[i + 1];
      sum2 += values[i + 2];
      sum3 += values[i + 3];
    }
    for (; i < values.length; i++) {
      sum0 += values[i];
    }
    return sum0 + sum1 + (sum2 + sum3);
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
      int next = upper | ((int) Math.rint(bias / unit) & 0xffff);
      if (next == head) {
        break;
      }
      head = next;
    }
    return head;
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
