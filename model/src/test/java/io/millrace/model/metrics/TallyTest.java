package io.millrace.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void qualityIsUnknownBeforeTheFirstTest() {
    assertThat(tally.hitRate()).isNaN();
    assertThat(tally.ndcg()).isNaN();
    assertThat(tally.handled()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0.630929754", "2, 0.5", "9, 0.289064826"})
  void aHitGainsTheMoreTheBetterItRanks(int rank, double gain) {
    tally.countTest(rank, 1);
    assertThat(tally.hitRate()).isEqualTo(1);
    assertThat(tally.ndcg()).isCloseTo(gain, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"10", "11", "1000000"})
  void fromTheEleventhPlaceOnItIsAMiss(int rank) {
    tally.countTest(rank, 1);
    assertThat(tally.tested()).isEqualTo(1);
    assertThat(tally.hits()).isZero();
    assertThat(tally.hitRate()).isZero();
    assertThat(tally.ndcg()).isZero();
  }

  @Test
  void qualityIsAMeanOverTests() {
    tally.countTest(0, 1);
    tally.countTest(2, 1);
    tally.countTest(10, 1);
    tally.countTest(10, 1);
    assertThat(tally.hitRate()).isEqualTo(0.5);
    assertThat(tally.ndcg()).isCloseTo(1.5 / 4, within(1e-12));
  }

  /// First 100 events, all tested and all hits; then 900, of which each tenth is tested, and all
  /// are missed.
  @Test
  void aTestStandsForAllEventsOfItsShare() {
    for (int event = 0; event < 100; event++) {
      tally.countTest(0, 1);
    }
    for (int event = 0; event < 900; event += 10) {
      tally.countTest(10, 0.1);
    }
    assertThat(tally.tested()).isEqualTo(190);
    assertThat(tally.testable()).isCloseTo(1_000, within(1e-9));
    assertThat(tally.hitRate()).isCloseTo(0.1, within(1e-12));
    assertThat(tally.ndcg()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void handledEventsAreLearnedOrRejected() {
    tally.countLearned();
    tally.countLearned();
    tally.countRejected(Rejection.MALFORMED);
    tally.countRejected(Rejection.MALFORMED);
    tally.countRejected(Rejection.UNKNOWN_TYPE);
    tally.countTest(0, 1); // a test is no event of its own
    assertThat(tally.learned()).isEqualTo(2);
    assertThat(tally.rejected(Rejection.MALFORMED)).isEqualTo(2);
    assertThat(tally.rejected(Rejection.OVERSIZED)).isZero();
    assertThat(tally.rejected()).isEqualTo(3);
    assertThat(tally.handled()).isEqualTo(5);
  }

  @Test
  void handledEventsMayTeachNothing() {
    tally.countLearned();
    for (Outcome outcome : Outcome.values()) {
      tally.count(outcome);
    }
    tally.count(Outcome.REPEATED);
    tally.add(tally.copy());
    assertThat(tally.of(Outcome.REPEATED)).isEqualTo(4);
    assertThat(tally.of(Outcome.UNDONE)).isEqualTo(2);
    assertThat(tally.of(Outcome.ERASED)).isEqualTo(2);
    assertThat(tally.of(Outcome.MERGED)).isEqualTo(2);
    assertThat(tally.learned()).isEqualTo(2);
    assertThat(tally.handled()).isEqualTo(12);
  }

  @Test
  void talliesAddUp() {
    tally.countLearned();
    tally.countRejected(Rejection.MALFORMED);
    tally.countTest(0, 1);
    var other = new Tally();
    other.countLearned();
    other.countRejected(Rejection.MALFORMED);
    other.countRejected(Rejection.MISSING_KEY);
    other.countTest(10, 1);

    tally.add(other);
    assertThat(tally.learned()).isEqualTo(2);
    assertThat(tally.rejected(Rejection.MALFORMED)).isEqualTo(2);
    assertThat(tally.rejected(Rejection.MISSING_KEY)).isEqualTo(1);
    assertThat(tally.tested()).isEqualTo(2);
    assertThat(tally.hits()).isEqualTo(1);
    assertThat(tally.gain()).isEqualTo(1);
    assertThat(other.handled()).isEqualTo(3);
  }

  @Test
  void theNewestTimeIsThatOfAnyPartition() {
    assertThat(tally.newestMillis()).isEqualTo(Interaction.MIN_TIMESTAMP_MILLIS);
    tally.advanceTo(-5);
    assertThat(tally.newestMillis()).isEqualTo(-5);
    tally.advanceTo(3);
    tally.advanceTo(2);
    assertThat(tally.newestMillis()).isEqualTo(3);
    var other = new Tally();
    other.advanceTo(5);
    tally.add(other);
    assertThat(tally.newestMillis()).isEqualTo(5);
    other.add(new Tally());
    assertThat(other.copy().newestMillis()).isEqualTo(5);
  }

  @Test
  void aCopyStaysAsItIs() {
    tally.countLearned();
    tally.countRejected(Rejection.MALFORMED);
    tally.countTest(0, 1);
    Tally copy = tally.copy();
    tally.countLearned();
    tally.countRejected(Rejection.MALFORMED);
    tally.countTest(0, 1);
    assertThat(copy.learned()).isEqualTo(1);
    assertThat(copy.rejected()).isEqualTo(1);
    assertThat(copy.tested()).isEqualTo(1);
    assertThat(copy.hits()).isEqualTo(1);
    assertThat(copy.gain()).isEqualTo(1);
  }
}
