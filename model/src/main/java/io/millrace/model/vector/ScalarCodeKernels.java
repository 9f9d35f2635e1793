package io.millrace.model.vector;

/// The reference: what [CodeKernels] says, one row at a time.
public final class ScalarCodeKernels implements CodeKernels {
  /// Adding it rounds to an integer, whose two's complement the lowest bits then are.
  static final double ROUND = 0x1.8p52;

  /// What the codes of so many elements before one are multiplied by.
  private static final double[] FRACTIONS = {1, 0x1p-8, 0x1p-16, 0x1p-24};

  @Override
  public int find(
      CodeBlocks blocks,
      int from,
      int to,
      CodeQuery query,
      float[] slacks,
      float threshold,
      long[] survivors) {
    for (int group = from; group < to; group++) {
      survivors[0] = 0;
      survivors[1] = 0;
      for (int row = 0; row < GROUP; row++) {
        if (!(bound(blocks, group, row, query, slacks[group]) < threshold)) {
          survivors[row / Long.SIZE] |= 1L << row;
        }
      }
      if ((survivors[0] | survivors[1]) != 0) {
        return group;
      }
    }
    return to;
  }

  @Override
  public void bounds(
      CodeBlocks blocks, int group, CodeQuery query, float slack, float[] bounds, int at) {
    for (int row = 0; row < GROUP; row++) {
      bounds[at + row] = bound(blocks, group, row, query, slack);
    }
  }

  private static float bound(CodeBlocks blocks, int group, int row, CodeQuery query, float slack) {
    int quads = query.quads();
    int[] codes = blocks.codes();
    int first = blocks.at(group, row / BLOCK) + row % BLOCK;
    int head = codes[first];
    float bias = BIAS_UNIT * query.bias();
    float sum = Math.fma((float) (head << 16), bias, slack * query.norm());
    for (int quad = 0; quad < quads; quad++) {
      int x = codes[first + BLOCK * (1 + quad)];
      for (int t = 0; t < QUAD; t++) {
        sum = Math.fma((float) (x << (24 - 8 * t)), query.elements()[QUAD * quad + t], sum);
      }
    }
    return sum * Float.intBitsToFloat(head);
  }

  @Override
  public String toString() {
    return "scalar";
  }

  /// [CodeKernels#measure] from a quad on.
  ///
  /// @return the bits of the largest magnitude, which are ordered as magnitudes are
  static int measure(float[] elements, double[] squares, int from) {
    int largest = 0;
    for (int quad = from; quad < squares.length; quad++) {
      float x0 = elements[QUAD * quad];
      float x1 = elements[QUAD * quad + 1];
      float x2 = elements[QUAD * quad + 2];
      float x3 = elements[QUAD * quad + 3];
      squares[quad] = (double) x0 * x0 + (double) x1 * x1 + (double) x2 * x2 + (double) x3 * x3;
      largest = Math.max(largest, Math.max(magnitude(x0), magnitude(x1)));
      largest = Math.max(largest, Math.max(magnitude(x2), magnitude(x3)));
    }
    return largest;
  }

  private static int magnitude(float x) {
    return Float.floatToRawIntBits(x) & Integer.MAX_VALUE;
  }

  /// [CodeKernels#encode] from a quad on.
  static void encode(float[] elements, double unit, int[] codes, int at, double[] left, int from) {
    double inverse = 1 / unit;
    for (int quad = from; quad < left.length; quad++) {
      int bytes = 0; // from the lowest on
      double squares = 0;
      for (int t = 0; t < QUAD; t++) {
        double x = elements[QUAD * quad + t];
        double fraction = bytes * FRACTIONS[t];
        double rounded = x * inverse - fraction + ROUND;
        int code = (int) Double.doubleToRawLongBits(rounded) & 0xff;
        double off = x - unit * (rounded - ROUND + fraction);
        squares += off * off;
        bytes |= code << (8 * t);
      }
      codes[at + quad] = bytes;
      left[quad] = squares;
    }
  }
}
