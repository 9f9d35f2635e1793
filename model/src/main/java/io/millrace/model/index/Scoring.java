package io.millrace.model.index;

import io.millrace.model.item.RowJournal;
import io.millrace.model.vector.CodeQuery;
import io.millrace.model.vector.Kernels;

/// By what rows are ordered for one query: exactly, from the rows themselves, and by bounds, from
/// their codes. Belongs to one thread.
abstract class Scoring {
  /// Rows scored at once.
  static final int BATCH = 128;

  /// Tries to read a row that is being written, before it is left out or for the next time.
  static final int TRIES = 16;

  private final Rows rows;
  private final RowJournal journal;
  private final int[] stamps = new int[BATCH];
  private final int[] one = new int[1];
  private final double[] scoreOfOne = new double[1];
  private final float[] products = new float[BATCH];
  private final float[] scratch = new float[Kernels.SCRATCH];
  private int torn;

  Scoring(Rows rows) {
    this.rows = rows;
    this.journal = rows.journal();
  }

  /// What the kernels compare codes with.
  abstract CodeQuery codeQuery();

  /// Looks for a group with a row that may score at least so much.
  ///
  /// @param from the first group to look at
  /// @param threshold as [#threshold] gave it
  /// @param survivors (2) which rows of the group
  /// @return the group, or the number of groups of the chunk
  abstract int find(CodeChunk chunk, int from, float threshold, long[] survivors);

  /// Which rows of a group may score at least so much.
  ///
  /// @param bounds as the kernels gave them for [#codeQuery], from index `at` on
  /// @param threshold as [#threshold] gave it
  /// @param survivors (2) which rows of the group
  /// @return whether there is one
  abstract boolean survivors(
      CodeChunk chunk, int group, float[] bounds, int at, float threshold, long[] survivors);

  /// The bounds of the rows of a group, to be compared with a threshold; infinite where there is
  /// none.
  ///
  /// @param bounds written from index `at` on
  abstract void bounds(CodeChunk chunk, int group, float[] bounds, int at);

  /// Whether no row of a chunk can score so much.
  abstract boolean skips(CodeChunk chunk, float threshold);

  /// What a score is compared with among bounds: the same or less.
  abstract float threshold(double score);

  /// The scores of rows, whole or not.
  ///
  /// @param count at most 128
  abstract void compute(int[] slots, int count, double[] scores);

  /// The score of each of `count` rows as it was at some moment of this call, or not a number if
  /// the row was being written all the time.
  ///
  /// @param count at most 128
  final void score(int[] slots, int count, double[] scores) {
    for (int i = 0; i < count; i++) {
      stamps[i] = journal.stamp(slots[i]);
    }
    compute(slots, count, scores);
    for (int i = 0; i < count; i++) {
      if (!journal.isStill(slots[i], stamps[i])) {
        scores[i] = scoreAgain(slots[i]);
      }
    }
  }

  private double scoreAgain(int slot) {
    one[0] = slot;
    for (int i = 0; i < TRIES; i++) {
      int stamp = journal.stamp(slot);
      compute(one, 1, scoreOfOne);
      if (journal.isStill(slot, stamp)) {
        return scoreOfOne[0];
      }
    }
    torn++;
    return Double.NaN;
  }

  /// The score of a row as it is seen now, whole or not.
  final double latest(int slot) {
    one[0] = slot;
    compute(one, 1, scoreOfOne);
    return scoreOfOne[0];
  }

  /// Rows left out so far because they were being written all the time.
  final int torn() {
    return torn;
  }

  /// The inner products of a query with `count` rows, until the next call.
  final float[] products(float[] query, int[] slots, int count) {
    rows.products(query, slots, count, products, scratch);
    return products;
  }

  /// The norm of a query as it is needed for bounds: a little more than exact.
  static float normOf(float[] query, float bias) {
    double squares = (double) bias * bias;
    for (float x : query) {
      squares += (double) x * x;
    }
    return (float) (Math.sqrt(squares) * (1 + 1e-6));
  }
}
