package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.Trend;
import io.millrace.model.vector.Kernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is taken back, and events that come late.
class UndoTest {
  private static final LearnerSettings SETTINGS = new SettingsBuilder().rank(4).context(3).build();
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long NOW = 1_800_000_000_000L;

  private final ItemMatrix matrix =
      new ItemMatrix(SETTINGS.rank(), 2, SETTINGS.startScale(), SETTINGS.startAccumulator());
  private final ItemPart part = matrix.newPart(0);
  private final Learner learner = new Learner(SETTINGS, matrix, part, Kernels.best());
  private final SplittableRandom random = new SplittableRandom(1);
  private final UserState ann = newUser();
  private final UserState bob = newUser();

  @BeforeEach
  void someItems() {
    matrix.activate(part);
    for (int item = 0; item < 10; item++) {
      matrix.intern("item" + item);
      learn(bob, item, 1, NOW - DAY_MILLIS);
    }
  }

  @Test
  void anUndoneItemIsNeitherConsumedNorRecentNorCounted() {
    learn(ann, 3, 1, NOW);
    learn(ann, 4, 1, NOW + 1);
    assertThat(count(3)).isEqualTo(2);

    assertThat(learner.undo(ann, 3)).isTrue();
    assertThat(ann.hasConsumed(3)).isFalse();
    assertThat(ann.recentCount()).isEqualTo(1);
    assertThat(ann.recentSlot(0)).isEqualTo(4);
    assertThat(ann.recentMillis(0)).isEqualTo(NOW + 1);
    assertThat(ann.events()).isEqualTo(1);
    assertThat(count(3)).isEqualTo(1);
    assertThat(part.row(3, SETTINGS.rank())).extracting("count").isEqualTo(1L);
  }

  @Test
  void undoingAgainChangesNothing() {
    learn(ann, 3, 1, NOW);
    learner.undo(ann, 3);
    assertThat(learner.undo(ann, 3)).isFalse();
    assertThat(learner.undo(ann, 5)).isFalse();
    assertThat(ann.events()).isZero();
    assertThat(count(3)).isEqualTo(1);
    assertThat(count(5)).isEqualTo(1);
  }

  @Test
  void whatWasNeverCountedIsNotTakenBack() {
    learn(ann, 3, 0, NOW);
    learn(ann, 4, -1, NOW);
    assertThat(learner.undo(ann, 3)).isTrue();
    assertThat(learner.undo(ann, 4)).isTrue();
    assertThat(ann.consumedCount()).isZero();
    assertThat(ann.events()).isZero();
    assertThat(count(3)).isEqualTo(1);
    assertThat(count(4)).isEqualTo(1);
  }

  @Test
  void anItemThatWasViewedAndThenDislikedIsTakenBackOnce() {
    learn(ann, 3, 1, NOW);
    learn(ann, 3, -1, NOW + 1);
    assertThat(ann.consumedCount()).isEqualTo(1);
    assertThat(learner.undo(ann, 3)).isTrue();
    assertThat(ann.recentCount()).isZero();
    assertThat(ann.events()).isEqualTo(1);
    assertThat(count(3)).isEqualTo(1);
  }

  @Test
  void anItemThatCameOftenLeavesTheRecentOnesWhole() {
    learn(ann, 3, 1, NOW);
    learn(ann, 4, 1, NOW + 1);
    learn(ann, 3, 1, NOW + 2);
    learner.undo(ann, 3);
    assertThat(ann.recentCount()).isEqualTo(1);
    assertThat(ann.recentSlot(0)).isEqualTo(4);
  }

  @Test
  void aCountIsNeverNegative() {
    for (int item = 0; item < 10; item++) {
      matrix.uncount(part, item);
      matrix.uncount(part, item);
      assertThat(count(item)).isZero();
    }
  }

  @Test
  void aLateEventIsLearnedAtItsOwnTimeAndIsNotTheNewest() {
    learn(ann, 3, 1, NOW);
    learn(ann, 4, 1, NOW - DAY_MILLIS);
    assertThat(ann.recentSlot(0)).isEqualTo(3);
    assertThat(ann.recentMillis(1)).isEqualTo(NOW - DAY_MILLIS);
    assertThat(ann.lastMillis()).isEqualTo(NOW);
    assertThat(ann.events()).isEqualTo(2);

    // Both items had one event a day ago; 3 has one of today besides, 4 one of a day ago.
    long halfLife = SETTINGS.trendHalfLifeMillis();
    assertThat(halfLife).isEqualTo(DAY_MILLIS);
    assertThat(trend(3)).isCloseTo(1.5, within(1e-6));
    assertThat(trend(4)).isCloseTo(1.0, within(1e-6));
  }

  @Test
  void anEventOlderThanAllRememberedDisplacesNone() {
    for (int item = 0; item < 3; item++) {
      learn(ann, item, 1, NOW + item);
    }
    learn(ann, 9, 1, 0);
    assertThat(ann.recentCount()).isEqualTo(3);
    assertThat(ann.recentMillis(2)).isEqualTo(NOW);
    assertThat(ann.hasConsumed(9)).isTrue();
    assertThat(ann.lastMillis()).isEqualTo(NOW + 2);
  }

  /// An event before all that came until now: no gap is negative, and nothing becomes infinite.
  @Test
  void eventsInReverseOrderAreLearnedLikeOthers() {
    for (int i = 0; i < 300; i++) {
      learn(ann, i % 10, 1, NOW - i * DAY_MILLIS);
    }
    assertThat(learner.skippedUpdates()).isZero();
    assertThat(ann.vector()).doesNotContain(Float.NaN, Float.POSITIVE_INFINITY);
    assertThat(ann.recentMillis(0)).isEqualTo(NOW);
  }

  private void learn(UserState user, int slot, float weight, long timeMillis) {
    learner.score(user, timeMillis);
    learner.learn(user, slot, weight, timeMillis, random);
  }

  private long count(int slot) {
    return matrix.blockOf(slot).counts()[slot];
  }

  private double trend(int slot) {
    return Trend.countAt(matrix.blockOf(slot).trends()[slot], NOW, SETTINGS.trendHalfLifeMillis());
  }

  private static UserState newUser() {
    return new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
  }
}
