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

  /// Ints that a block takes.
  static int blockInts(int quads) {
    return BLOCK * (1 + quads);
  }

  /// The fastest implementation that this machine and JVM offer.
  static CodeKernels best() {
    boolean vectorModule = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectorModule ? SimdChoice.preferredForCodes() : new ScalarCodeKernels();
  }
}
