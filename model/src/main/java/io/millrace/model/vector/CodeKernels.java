package io.millrace.model.vector;

/// The inner loops over rows that are kept as codes of one byte an element.
///
/// Codes lie in blocks of 16 rows. A block is `(1 + quads)` lines of 16 `int`s, a cache line each;
/// column `r` belongs to row `r`:
///
/// ```
/// line 0      float scale, whose lower 16 bits are also the code of the bias
/// line 1 + j  codes of elements 4j to 4j + 3, element 4j in the lowest byte
/// ```
///
/// Element `t` of a quad `x` stands for `(float) (x << 24 - 8t)`: its byte and, as a fraction, the
/// bytes below it, which whoever makes the codes has to reckon with. Nothing has to be masked out
/// that way. The bias stands for `4 * (float) (line 0 << 16)`. Everything is then multiplied by the
/// scale.
///
/// Eight blocks are a group of 128 rows; [CodeBlocks] says where they lie. The bound of a row is
/// `scale * (slack * norm + sum over elements of query * code)`. Implementations may differ in its
/// last bits: by how much is part of the slack.
public interface CodeKernels {
  /// Rows in a block.
  int BLOCK = 16;

  /// Rows in a group.
  int GROUP = 128;

  /// Elements in an `int`.
  int QUAD = 4;

  /// What the code of the bias is multiplied by.
  float BIAS_UNIT = 4;

  /// Looks for a group with a row whose bound is not below a threshold. A bound that is not a
  /// number counts as not below.
  ///
  /// @param from the first group to look at
  /// @param to the group to stop before
  /// @param slacks (at least to) of each group
  /// @param survivors (2) the rows of the group found that are not below: row `r` is bit `r mod 64`
  ///   of word `r / 64`; undefined if none was found
  /// @return the group, or `to`
  int find(
      CodeBlocks blocks,
      int from,
      int to,
      CodeQuery query,
      float[] slacks,
      float threshold,
      long[] survivors);

  /// The bounds of the rows of one group.
  ///
  /// @param bounds written from index `at` on
  void bounds(CodeBlocks blocks, int group, CodeQuery query, float slack, float[] bounds, int at);

  /// Decodes a group, for bounds of several queries: 128 scales, 128 codes of biases, and 128 codes
  /// of each element. The loops of this and of the methods below are such that the compiler makes
  /// vectors of them; kernels that do better have their own.
  ///
  /// @param tile ([#tileFloats]), written
  default void decode(CodeBlocks blocks, int group, int quads, float[] tile) {
    int[] codes = blocks.codes();
    for (int block = 0; block < GROUP / BLOCK; block++) {
      int from = blocks.at(group, block);
      int to = block * BLOCK;
      for (int row = 0; row < BLOCK; row++) {
        tile[to + row] = Float.intBitsToFloat(codes[from + row]);
        tile[to + row + GROUP] = codes[from + row] << 16;
      }
      for (int quad = 0; quad < quads; quad++) {
        from += BLOCK;
        to += QUAD * GROUP;
        for (int row = 0; row < BLOCK; row++) {
          int x = codes[from + row];
          tile[to + row - 2 * GROUP] = x << 24;
          tile[to + row - GROUP] = x << 16;
          tile[to + row] = x << 8;
          tile[to + row + GROUP] = x;
        }
      }
    }
  }

  /// The bounds of the rows of one group for several queries, each with the bits that it has for
  /// one query.
  ///
  /// @param tile the group, decoded
  /// @param bounds (4, 128), written
  default void bounds(float[] tile, CodeBatch batch, float slack, float[] bounds) {
    float[] elements = batch.elements();
    for (int q = 0; q < CodeBatch.QUERIES; q++) {
      int to = q * GROUP;
      float bias = batch.biases()[q];
      float start = slack * batch.norms()[q];
      for (int row = 0; row < GROUP; row++) {
        bounds[to + row] = Math.fma(tile[GROUP + row], bias, start);
      }
      for (int i = q, from = 2 * GROUP; i < elements.length; i += CodeBatch.QUERIES) {
        float element = elements[i];
        for (int row = 0; row < GROUP; row++) {
          bounds[to + row] = Math.fma(tile[from + row], element, bounds[to + row]);
        }
        from += GROUP;
      }
      for (int row = 0; row < GROUP; row++) {
        bounds[to + row] *= tile[row];
      }
    }
  }

  /// Which of the bounds of 128 rows are not below a threshold.
  ///
  /// @param at index of the first bound
  /// @param survivors (2) as [#find] gives them
  /// @return whether there is one
  default boolean survivors(float[] bounds, int at, float threshold, long[] survivors) {
    survivors[0] = 0;
    survivors[1] = 0;
    for (int row = 0; row < GROUP; row++) {
      if (!(bounds[at + row] < threshold)) {
        survivors[row / Long.SIZE] |= 1L << row;
      }
    }
    return (survivors[0] | survivors[1]) != 0;
  }

  /// Measures a row whose codes are to be made.
  ///
  /// @param elements (4, quads) the row, element `4j + t` of it at that index
  /// @param squares (quads) written: the sum of the squares of each quad's elements
  /// @return the largest magnitude; not a number if there is none
  default float measure(float[] elements, double[] squares) {
    return Float.intBitsToFloat(ScalarCodeKernels.measure(elements, squares, 0));
  }

  /// Makes the codes of a row. An element's code is what is left of it beside the fraction that the
  /// codes below it make. It fits a byte if no element exceeds 127 units: a fraction is from 0 to
  /// below 1.
  ///
  /// @param elements as of [#measure]
  /// @param unit that a code counts
  /// @param codes written from index `at` on, one a quad
  /// @param left (quads) written: the sum of the squares of what the codes of each quad leave out,
  ///   but for the rounding to floats
  default void encode(float[] elements, double unit, int[] codes, int at, double[] left) {
    ScalarCodeKernels.encode(elements, unit, codes, at, left, 0);
  }

  /// Floats that a decoded group takes.
  static int tileFloats(int quads) {
    return GROUP * (2 + QUAD * quads);
  }

  /// Ints that a block takes.
  static int blockInts(int quads) {
    return BLOCK * (1 + quads);
  }

  /// The fastest implementation that this machine and JVM offer.
  static CodeKernels best() {
    return VectorModule.isThere() ? SimdChoice.preferredForCodes() : new ScalarCodeKernels();
  }
}
