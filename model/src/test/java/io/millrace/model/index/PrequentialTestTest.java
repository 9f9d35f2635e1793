package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import org.junit.jupiter.api.Test;

class PrequentialTestTest {
  private static final Kernels KERNELS = Kernels.best();

  private final ItemMatrix matrix = new ItemMatrix(2, 1, 0, 0.1f);
  private final PrequentialTest test = new PrequentialTest(matrix, new ItemIndex(matrix, KERNELS));
  private final UserState user = new UserState(2, 0, 0.1f);

  /// Item i had 30 - i events, so it ranks i-th; the last one had none.
  private void world() {
    ItemPart part = matrix.newPart(0);
    matrix.activate(part);
    for (int item = 0; item <= 30; item++) {
      int slot = matrix.intern("item-" + item);
      for (int event = item; event < 30; event++) {
        matrix.count(part, slot, 0, 1_000);
      }
    }
    user.setEvents(1);
  }

  @Test
  void popularityRanksByEventsWithoutWhatTheUserConsumed() {
    world();
    assertThat(test.popularityRank(user, 0)).isZero();
    assertThat(test.popularityRank(user, 5)).isEqualTo(5);
    assertThat(test.popularityRank(user, 29)).as("a miss").isEqualTo(Tally.CUTOFF);
    user.consume(2, 10);
    user.consume(20, 10);
    assertThat(test.popularityRank(user, 5)).isEqualTo(4);
    assertThat(test.popularityRank(user, 5)).as("asked again").isEqualTo(4);
  }

  @Test
  void itemsThatNobodyHadAndRepeatsAreNotTested() {
    world();
    assertThat(test.applies(user, 30)).isFalse();
    assertThat(test.applies(user, 4)).isTrue();
    user.consume(4, 10);
    assertThat(test.applies(user, 4)).isFalse();
  }

  @Test
  void aRehearsalLearnsAndListsAsTheRealThing() {
    var rehearsal = new Rehearsal(LearnerSettings.DEFAULT.withRank(5), KERNELS);
    assertThat(rehearsal.run(50)).isEqualTo(10);
    assertThat(rehearsal.run(1)).isEqualTo(10);
  }
}
