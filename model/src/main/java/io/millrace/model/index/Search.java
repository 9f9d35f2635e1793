package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.CodeQuery;
import it.unimi.dsi.fastutil.floats.FloatHeaps;
import java.util.Arrays;

/// One query's way through an index. Belongs to one thread.
///
/// Rows that are pending when it begins are scored first. Of the others the codes are those of the
/// row as it was when it began or later: so whatever is left out by its bound scored less at some
/// moment of the search than the worst one kept then, and the worst one kept only gets better.
final class Search {
  private final Rows rows;
  private final Scoring scoring;
  private final Filter filter;
  private final Kept kept;
  private final int known; // slots below it are in the search
  private int[] pending = {}; // ascending; scored already
  private final int[] batch = new int[Scoring.BATCH]; // slots
  private final double[] scores = new double[Scoring.BATCH];
  private int batched;
  private final float[] bounds = new float[CodeKernels.GROUP];
  private final int[] stamps = new int[CodeChunk.GROUPS];
  private final long[] survivors = new long[2];

  Search(Rows rows, Scoring scoring, Kept kept, Filter filter) {
    this.rows = rows;
    this.scoring = scoring;
    this.filter = filter;
    this.known = rows.size();
    this.kept = kept;
  }

  /// Slots from 0 to below it are in the search.
  int known() {
    return known;
  }

  /// Scores listed slots and nothing else.
  ///
  /// @param slots known, distinct
  void among(int[] slots) {
    for (int slot : slots) {
      add(slot);
    }
    scoreBatch();
  }

  /// Takes the rows that are pending. Call before the table of codes is looked up.
  void takePending() {
    int[] changed = rows.journal().pending(known);
    among(changed);
    pending = changed;
  }

  /// Scans codes, and scores those rows whose bounds do not rule them out.
  void scan(CodeChunk[] chunks) {
    for (CodeChunk chunk : chunks) {
      if (!skips(chunk)) {
        scan(chunk);
      }
    }
  }

  /// Whether there is room left, so that every row of a chunk may be in the answer.
  boolean isFilling() {
    return kept.room() > 0;
  }

  /// Whether no row of a chunk can be in the answer.
  boolean skips(CodeChunk chunk) {
    return scoring.skips(chunk, threshold());
  }

  CodeQuery codeQuery() {
    return scoring.codeQuery();
  }

  /// Rows left out because they were being written all the time.
  int torn() {
    return scoring.torn();
  }

  private float threshold() {
    return scoring.threshold(kept.worstScore());
  }

  /// Scores the rows of a group that promise most, as many as there is room for, and then those
  /// that may be better than the worst of them. Scored in the order of their places, all of them
  /// would be kept for a while.
  private void fill(CodeChunk chunk, int group) {
    int first = group * CodeKernels.GROUP;
    scoring.bounds(chunk, group, bounds, 0);
    if (!chunk.isStill(group, stamps[group])) {
      Arrays.fill(bounds, Float.POSITIVE_INFINITY);
    }
    float promising = promising(chunk, first);
    for (int row = 0; row < bounds.length; row++) {
      if (bounds[row] >= promising) {
        add(chunk.slot(first + row));
      }
    }
    scoreBatch();
    float threshold = threshold();
    for (int row = 0; row < bounds.length; row++) {
      if (bounds[row] < promising && bounds[row] >= threshold) {
        add(chunk.slot(first + row));
      }
    }
    scoreBatch();
  }

  /// A bound that at least as many rows reach as there is room for.
  private float promising(CodeChunk chunk, int first) {
    float[] largest = new float[Math.min(kept.room(), bounds.length)]; // heap, the smallest first
    int size = 0;
    for (int row = 0; row < bounds.length; row++) {
      float bound = bounds[row];
      if ((size < largest.length || bound > largest[0]) && isWanted(chunk.slot(first + row))) {
        if (size < largest.length) {
          largest[size++] = bound;
          FloatHeaps.upHeap(largest, size, size - 1, null);
        } else {
          largest[0] = bound;
          FloatHeaps.downHeap(largest, size, 0, null);
        }
      }
    }
    return size < largest.length ? Float.NEGATIVE_INFINITY : largest[0];
  }

  private boolean isWanted(int slot) {
    return isEligible(slot) && !wasPending(slot) && !filter.rejects(slot);
  }

  /// Scans a chunk.
  void scan(CodeChunk chunk) {
    chunk.stamp(stamps);
    int groups = chunk.groups();
    int group = 0;
    while (group < groups && isFilling()) {
      fill(chunk, group++);
    }
    while (group < groups) {
      int found = scoring.find(chunk, group, threshold(), survivors);
      for (; group < Math.min(found, groups); group++) {
        if (!chunk.isStill(group, stamps[group])) {
          addGroup(chunk, group, -1, -1);
        }
      }
      if (group < groups) {
        boolean still = chunk.isStill(group, stamps[group]);
        addGroup(chunk, group, still ? survivors[0] : -1, still ? survivors[1] : -1);
        group++;
      }
    }
    scoreBatch();
  }

  /// Takes the rows of a group that bounds do not rule out, to be scored.
  ///
  /// @param still whether the codes of the bounds were whole; if not, all rows are taken
  /// @param bounds from index `at` on
  void addGroup(CodeChunk chunk, int group, boolean still, float[] bounds, int at) {
    if (!still) {
      addGroup(chunk, group, -1, -1);
    } else if (scoring.survivors(chunk, group, bounds, at, threshold(), survivors)) {
      addGroup(chunk, group, survivors[0], survivors[1]);
    }
  }

  private void addGroup(CodeChunk chunk, int group, long low, long high) {
    int first = group * CodeKernels.GROUP;
    for (long bits = low; bits != 0; bits &= bits - 1) {
      add(chunk.slot(first + Long.numberOfTrailingZeros(bits)));
    }
    for (long bits = high; bits != 0; bits &= bits - 1) {
      add(chunk.slot(first + Long.SIZE + Long.numberOfTrailingZeros(bits)));
    }
  }

  private void add(int slot) {
    if (isEligible(slot)) {
      if (batched == batch.length) {
        scoreBatch();
      }
      batch[batched++] = slot;
    }
  }

  private boolean isEligible(int slot) {
    return slot >= 0 && slot < known && rows.isHeld(slot) && filter.passes(slot);
  }

  /// Scores the rows that were taken.
  void scoreBatch() {
    scoring.score(batch, batched, scores);
    for (int i = 0; i < batched; i++) {
      int slot = batch[i];
      if (kept.admits(slot, scores[i]) && !wasPending(slot) && !filter.rejects(slot)) {
        kept.add(slot, scores[i]);
      }
    }
    batched = 0;
  }

  private boolean wasPending(int slot) {
    return pending.length > 0 && Arrays.binarySearch(pending, slot) >= 0;
  }
}
