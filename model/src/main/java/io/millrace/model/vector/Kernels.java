package io.millrace.model.vector;

/// The inner loops over vectors, in one fixed arithmetic, so that every implementation returns the
/// same bits.
///
/// Sums over elements have one order: element `i` goes to partial sum `i mod 16`, products by a
/// fused multiply-add, in order of `i`. The 16 partial sums are then folded in halves:
///
/// ```
/// s[l] += s[l + 8] for l below 8, then s[l] += s[l + 4] for l below 4, then by 2 and by 1
/// ```
///
/// What is done element by element is one rounding each where a fused multiply-add can do it.
public interface Kernels {
  /// Number of partial sums, whatever the width of the machine's vectors.
  int PARTIAL_SUMS = 16;

  /// Elements of scratch that products of many rows need.
  int SCRATCH = PARTIAL_SUMS * PARTIAL_SUMS;

  /// A term of a softmax that is so far below the reference is left out.
  float MAX_BEHIND = 10;

  /// A term of a softmax counts as no further above the reference than this, so that it is finite.
  float MAX_AHEAD = 60;

  /// The inner product of `length` elements from each offset.
  float dot(float[] a, int aOffset, float[] b, int bOffset, int length);

  /// The inner product of a query with each of `count` rows of a table that is cut into blocks.
  ///
  /// @param query (length)
  /// @param blocks (2^blockBits, length) each, row-major: row `r` is row `r mod 2^blockBits` of
  ///   block `r / 2^blockBits`
  /// @param starts where each block begins in its array
  /// @param rows (at least count) numbers of the rows
  /// @param products (at least count), written
  /// @param scratch ([#SCRATCH]) room for partial sums
  void dotEach(
      float[] query,
      float[][] blocks,
      int[] starts,
      int blockBits,
      int[] rows,
      int count,
      int length,
      float[] products,
      float[] scratch);

  /// The inner product of a query with each of `rowCount` rows that follow one another.
  ///
  /// @param query (length)
  /// @param rows (at least rowCount, length), row-major from the offset
  /// @param products (at least rowCount), written
  /// @param scratch ([#SCRATCH]) room for partial sums
  void dotRows(
      float[] query,
      float[] rows,
      int offset,
      int rowCount,
      int length,
      float[] products,
      float[] scratch);

  /// The squared Euclidean norm of each of `rowCount` rows.
  ///
  /// @param rows (at least rowCount, length), row-major from the offset
  /// @param norms (at least rowCount), written
  default void squaredNorms(float[] rows, int offset, int rowCount, int length, float[] norms) {
    for (int row = 0; row < rowCount; row++) {
      int at = offset + row * length;
      norms[row] = dot(rows, at, rows, at, length);
    }
  }

  /// `target += scale * source`, for `length` elements from each offset.
  void addScaled(
      float[] target, int targetOffset, float scale, float[] source, int offset, int length);

  /// `target += scale * (a + b)`, for `length` elements of the target from 0 and of a and b from
  /// their offsets.
  void addScaledSum(
      float[] target, float scale, float[] a, int aOffset, float[] b, int bOffset, int length);

  /// Adds `scale * source`, rounded to the [Grid], to an addend of a row and to the row itself, if
  /// every element of both stays where such additions are exact. If not, nothing changes.
  ///
  /// @param source (length)
  /// @param addend (length) from its offset, on the grid
  /// @param row (length) from its offset
  /// @return whether it was added
  boolean addOnGrid(
      float scale,
      float[] source,
      int length,
      float[] addend,
      int addendOffset,
      float[] row,
      int rowOffset);

  /// Terms of a softmax. With `x = scores + corrections - reference` the term is `exp(x)`, 0 if x
  /// is [#MAX_BEHIND] or more below 0 or not a number, and at most `exp(`[#MAX_AHEAD]`)`. See
  /// [Exponential].
  ///
  /// @param scores (at least length), overwritten with the terms
  /// @param corrections (at least length); minus infinity leaves a term out
  /// @param length a multiple of 16
  /// @return the sum of the terms
  float softmaxTerms(float[] scores, float[] corrections, float reference, int length);

  /// A systematic sample of terms by size. A term whose share `term * ratio` is 1 or more is kept.
  /// Of the others each is kept with its share as probability: 16 walks, of which walk `i mod 16`
  /// passes term `i`, add up the shares that they pass and keep a term whenever the sum exceeds 1,
  /// which then loses 1. Terms of 0 are never kept.
  ///
  /// @param terms (at least length) not negative
  /// @param length a multiple of 16
  /// @param start where walk 0 begins, in `[0, 1)`; walk `w` begins `w / 16` further on, modulo 1
  /// @param passed (16) room for the walks
  /// @param kept (at least length), written with the indices of the terms that are kept, ascending
  /// @return how many are kept
  default int sample(
      float[] terms, int length, float ratio, float start, float[] passed, int[] kept) {
    for (int walk = 0; walk < PARTIAL_SUMS; walk++) {
      float begin = start + (float) walk / PARTIAL_SUMS;
      passed[walk] = begin >= 1 ? begin - 1 : begin;
    }
    int count = 0;
    for (int i = 0; i < length; i++) {
      int walk = i % PARTIAL_SUMS;
      float share = terms[i] * ratio;
      if (share >= 1) {
        kept[count++] = i;
      } else {
        passed[walk] += share;
        if (passed[walk] > 1) {
          passed[walk] -= 1;
          kept[count++] = i;
        }
      }
    }
    return count;
  }

  /// The fastest implementation that this machine and JVM offer.
  static Kernels best() {
    return VectorModule.isThere() ? SimdChoice.preferred() : new ScalarKernels();
  }
}
