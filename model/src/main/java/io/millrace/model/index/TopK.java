package io.millrace.model.index;

import io.millrace.model.event.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The k best of a stream of scored slots: a binary heap whose root is the worst one kept. Of equal
/// scores the item with the smaller id, bytewise, is the better one.
final class TopK implements Kept {
  private final Rows rows;
  private final int[] slots; // (k) heap
  private final double[] scores; // (k) heap
  private int size;

  TopK(int k, Rows rows) {
    this.rows = rows;
    this.slots = new int[k];
    this.scores = new double[k];
  }

  /// The score of the worst one kept, or minus infinity while there is room.
  @Override
  public double worstScore() {
    return size < slots.length ? Double.NEGATIVE_INFINITY : scores[0];
  }

  @Override
  public int room() {
    return slots.length - size;
  }

  @Override
  public boolean admits(int slot, double score) {
    return !Double.isNaN(score) && admitsNumber(slot, score);
  }

  private boolean admitsNumber(int slot, double score) {
    return size < slots.length || isWorse(slots[0], scores[0], slot, score);
  }

  /// Keeps it in place of the worst one if there is no room.
  @Override
  public void add(int slot, double score) {
    if (size < slots.length) {
      siftUp(size++, slot, score);
    } else {
      siftDown(slot, score);
    }
  }

  /// What was kept, best first.
  List<ScoredItem> ordered() {
    List<ScoredItem> kept = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      kept.add(new ScoredItem(slots[i], rows.idOf(slots[i]), scores[i]));
    }
    Collections.sort(
        kept,
        (a, b) -> isWorse(a.slot(), a.score(), b.slot(), b.score()) ? 1 : a.equals(b) ? 0 : -1);
    return kept;
  }

  private void siftUp(int hole, int slot, double score) {
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!isWorse(slot, score, slots[parent], scores[parent])) {
        break;
      }
      slots[hole] = slots[parent];
      scores[hole] = scores[parent];
      hole = parent;
    }
    slots[hole] = slot;
    scores[hole] = score;
  }

  private void siftDown(int slot, double score) {
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size
          && isWorse(slots[child + 1], scores[child + 1], slots[child], scores[child])) {
        child++;
      }
      if (!isWorse(slots[child], scores[child], slot, score)) {
        break;
      }
      slots[hole] = slots[child];
      scores[hole] = scores[child];
      hole = child;
    }
    slots[hole] = slot;
    scores[hole] = score;
  }

  private boolean isWorse(int slotA, double scoreA, int slotB, double scoreB) {
    if (scoreA != scoreB) {
      return scoreA < scoreB;
    }
    return Ids.compare(rows.idOf(slotA), rows.idOf(slotB)) > 0;
  }
}
