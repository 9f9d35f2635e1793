package io.millrace.model.vector;

/// The reference: what [CodeKernels] says, one row at a time.
public final class ScalarCodeKernels implements CodeKernels {

  @Override
  public int find(
      int[] codes,
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
        if (!(bound(codes, group, row, query, slacks[group]) < threshold)) {
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
  public void bounds(int[] codes, int group, CodeQuery query, float slack, float[] bounds) {
    for (int row = 0; row < GROUP; row++) {
      bounds[row] = bound(codes, group, row, query, slack);
    }
  }

  private static float bound(int[] codes, int group, int row, CodeQuery query, float slack) {
    int quads = query.quads();
    int first = (group * GROUP + row) / BLOCK * CodeKernels.blockInts(quads) + row % BLOCK;
    float sum = 0;
    for (int quad = 0; quad < quads; quad++) {
      int x = codes[first + BLOCK * (1 + quad)];
      for (int t = 0; t < QUAD; t++) {
        sum = Math.fma((float) (x << (24 - 8 * t)), query.elements()[QUAD * quad + t], sum);
      }
    }
    int head = codes[first];
    sum = Math.fma((float) (head << 16), BIAS_UNIT * query.bias(), sum);
    return (sum + slack * query.norm()) * Float.intBitsToFloat(head);
  }

  @Override
  public String toString() {
    return "scalar";
  }
}
