package io.millrace.model.learner;

import io.millrace.model.item.ItemMatrix;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Draws the items that an event is learned against.
///
/// A draw is uniform over the known items with probability `u`, else one of the last W consumed
/// items. So item j is drawn with `p_j = u / n + (1 - u) count_j / W`, and is among N draws with
/// `pi_j = 1 - (1 - p_j)^N`, here taken as `1 - exp(-N p_j)`. Scores are corrected by `log pi_j`
/// (Bengio and Senécal 2008; Yi and others 2019), so that popular items, which are drawn often, do
/// not appear worse than they are.
final class NegativeSampler {
  private final ItemMatrix matrix;
  private final float uniformShare;
  private final int draws;
  private final int[] ring; // (recentWindow) slots of consumed items
  private int ringSize;
  private int ringNext;
  private int[] ringCounts = new int[1024]; // by slot
  private int[] drawnAt = new int[1024]; // by slot: the event for which it was drawn last
  private int event;

  NegativeSampler(ItemMatrix matrix, LearnerSettings settings) {
    this.matrix = matrix;
    this.uniformShare = settings.uniformShare();
    this.draws = settings.negatives();
    this.ring = new int[settings.recentWindow()];
  }

  /// Remembers an item as consumed of late.
  void consumed(int slot) {
    ensure(slot);
    if (ringSize == ring.length) {
      ringCounts[ring[ringNext]]--;
    } else {
      ringSize++;
    }
    ring[ringNext] = slot;
    ringNext = (ringNext + 1) % ring.length;
    ringCounts[slot]++;
  }

  /// Draws N times and keeps each item once, without the positive and what the user consumed.
  ///
  /// @param negatives (at least draws) slots, written
  /// @return how many were written
  int draw(UserState user, int positive, RandomGenerator random, int[] negatives) {
    int known = matrix.size();
    ensure(known - 1);
    event++;
    drawnAt[positive] = event;
    for (int i = 0; i < user.consumedCount(); i++) {
      drawnAt[user.consumed(i)] = event;
    }
    int kept = 0;
    for (int i = 0; i < draws; i++) {
      boolean uniform = ringSize == 0 || random.nextFloat() < uniformShare;
      int slot = uniform ? random.nextInt(known) : ring[random.nextInt(ringSize)];
      if (drawnAt[slot] != event) {
        drawnAt[slot] = event;
        negatives[kept++] = slot;
      }
    }
    return kept;
  }

  /// The logarithm of the probability that an item is among the draws.
  float logInclusion(int slot) {
    ensure(slot);
    double recent = ringSize == 0 ? 0 : (double) ringCounts[slot] / ringSize;
    double uniform = 1.0 / matrix.size();
    double p = ringSize == 0 ? uniform : uniformShare * uniform + (1 - uniformShare) * recent;
    return (float) StrictMath.log(-StrictMath.expm1(-draws * p));
  }

  private void ensure(int slot) {
    if (slot >= ringCounts.length) {
      int length = Math.max(slot + 1, ringCounts.length * 2);
      ringCounts = Arrays.copyOf(ringCounts, length);
      drawnAt = Arrays.copyOf(drawnAt, length);
    }
  }
}
