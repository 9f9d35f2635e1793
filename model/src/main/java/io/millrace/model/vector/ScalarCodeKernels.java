package io.millrace.model.vector;

/// The reference: what [CodeKernels] says, one row at a time.
public final class ScalarCodeKernels implements CodeKernels {

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
}
