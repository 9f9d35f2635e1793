package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.EventRules;
import io.millrace.model.vector.Kernels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestShareTest {
  private static final long SEED = 20_261_125;

  @TempDir private Path stateDir;

  @ParameterizedTest
  @CsvSource({"1, 1", "40, 1", "41, .9756", "80, .5", "4000, .01", "4000000, .00001"})
  void theAutomaticShareFallsAsTheCatalogueGrows(int items, double share) {
    assertThat(TestShare.parse("auto").at(items)).isCloseTo(share, within(1e-4 * share));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 1})
  void aFixedShareStaysAsItIs(double share) {
    TestShare fixed = TestShare.parse(Double.toString(share));
    assertThat(fixed.at(1)).isEqualTo(share);
    assertThat(fixed.at(1_000_000)).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.1", "NaN", "Infinity", "half", "", "-1"})
  void anotherShareIsRefused(String text) {
    assertThatThrownBy(() -> TestShare.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("test-share is '")
        .hasMessageEndingWith("', but must be between 0 and 1, or auto");
  }

  /// Whatever is learned at a place, and whether places are counted by offset or by partition.
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.1, 0.01})
  void everyPlaceIsAsLikelyToBeChosenAsAnother(double share) {
    int places = 40_000;
    int[] byResidue = new int[4];
    int[] byPartition = new int[4];
    for (int partition = 0; partition < 4; partition++) {
      for (long offset = 0; offset < places; offset++) {
        if (TestShare.holds(share, LearnProcessor.seedOf(SEED, partition, offset))) {
          byResidue[(int) (offset % 4)]++;
          byPartition[partition]++;
        }
      }
    }
    double deviation = Math.sqrt(places * share * (1 - share));
    for (int i = 0; i < 4; i++) {
      assertThat((double) byPartition[i]).isCloseTo(places * share, within(4 * deviation));
      assertThat((double) byResidue[i]).isCloseTo(places * share, within(4 * deviation));
    }
  }

  @Test
  void allOrNoneIsNoMatterOfChance() {
    for (long seed = 0; seed < 10_000; seed++) {
      assertThat(TestShare.holds(1, seed)).isTrue();
      assertThat(TestShare.holds(0, seed)).isFalse();
    }
  }

  @Test
  void aTaskRanksEveryEventOfASmallCatalogueAndFewOfALargeOne() {
    TaskFixture all = open(TestShare.ALL);
    TaskFixture some = open(TestShare.AUTOMATIC);
    viewEverything(all, 40);
    viewEverything(some, 40);
    long small = tested(all);
    assertThat(tested(some)).isEqualTo(small).isGreaterThan(1_500);

    viewEverything(all, 400);
    viewEverything(some, 400);
    // The catalogue grows to ten times what is cheap while the first user acts, and is of that size
    // for the others.
    double deviation = Math.sqrt(400 * 50 * 0.1 * 0.9);
    assertThat((double) tested(some) - small)
        .isCloseTo((tested(all) - small) * 0.1, within(5 * deviation));
  }

  @Test
  void whatIsLearnedDoesNotDependOnWhatIsRanked() {
    TaskFixture all = open(TestShare.ALL);
    TaskFixture some = open(TestShare.parse("0.3"));
    viewEverything(all, 90);
    viewEverything(some, 90);
    assertThat(tested(some)).isLessThan(tested(all));
    for (int item = 0; item < 90; item++) {
      assertThat(some.row("item" + item)).isEqualTo(all.row("item" + item));
    }
  }

  private TaskFixture open(TestShare share) {
    var model =
        InstanceModel.create(
            TopologyFixture.settings(), EventRules.DEFAULT, 1, share, 0, Kernels.best());
    return new TaskFixture(stateDir, model, 0).open();
  }

  private static long tested(TaskFixture task) {
    return task.model.matrix().tally().tested();
  }

  /// Every item by 50 users, one after the other.
  private static void viewEverything(TaskFixture task, int items) {
    for (int user = 0; user < 50; user++) {
      for (int item = 0; item < items; item++) {
        task.view("user %d of %d".formatted(user, items), "item" + item);
      }
    }
  }
}
