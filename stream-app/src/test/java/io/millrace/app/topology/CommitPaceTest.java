package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private static final int PARTITIONS = 4;
  private static final long YEAR_2026 = 1_767_225_600_000L;

  private int active = 2;
  private final CommitPace pace = new CommitPace(() -> active, PARTITIONS);
  private long eventMillis = YEAR_2026;

  /// Events until a commit is asked for, at most so many.
  private int untilFarAhead(int most, long millisBetween) {
    for (int count = 1; count <= most; count++) {
      eventMillis += millisBetween;
      pace.changed(eventMillis);
      if (pace.isFarAhead(eventMillis)) {
        pace.committed();
        return count;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void aBacklogOfDaysIsCommittedEachThreeHundredEventsOfAnInstance() {
    assertThat(untilFarAhead(10_000, 60_000)).isEqualTo(150); // of each of its two partitions
    active = 1;
    assertThat(untilFarAhead(10_000, 60_000)).isEqualTo(300);
  }

  @Test
  void eventsOfAMomentMayBeFourThousandOfAllInstances() {
    assertThat(untilFarAhead(10_000, 1)).isEqualTo(1_000); // of each of the four partitions
    active = 1;
    assertThat(untilFarAhead(10_000, 1)).isEqualTo(1_000);
  }

  @Test
  void aPauseBetweenEventsIsNoBacklog() {
    eventMillis += 3_600_000;
    assertThat(untilFarAhead(900, 1)).isEqualTo(Integer.MAX_VALUE);
    pace.committed();
    eventMillis += 3_600_000;
    assertThat(untilFarAhead(900, 1)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void nobodyIsBehindAnInstanceThatLearnsAlone() {
    active = PARTITIONS;
    assertThat(untilFarAhead(10_000, 60_000)).isEqualTo(Integer.MAX_VALUE);
  }

  /// Looks until a commit is due, at most so many.
  private int looksUntilDue(int most) {
    for (int count = 1; count <= most; count++) {
      if (pace.isDue()) {
        pace.committed();
        return count;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void whatIsSharedIsCommittedTwiceASecond() {
    assertThat(looksUntilDue(10)).isEqualTo(Integer.MAX_VALUE);
    pace.changed(eventMillis);
    assertThat(CommitPace.LOOK.multipliedBy(looksUntilDue(10))).isEqualTo(Duration.ofMillis(500));
    assertThat(looksUntilDue(10)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void oneThatLearnsAloneCommitsOnceASecondUnlessItHasMuchToDo() {
    active = PARTITIONS;
    untilFarAhead(499, 1);
    assertThat(CommitPace.LOOK.multipliedBy(looksUntilDue(10))).isEqualTo(Duration.ofSeconds(1));
    untilFarAhead(500, 1);
    assertThat(looksUntilDue(10)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void whatWasTakenBackIsDueAtOnce() {
    active = PARTITIONS;
    pace.tookBack();
    assertThat(looksUntilDue(10)).isEqualTo(1);
    assertThat(looksUntilDue(10)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void oneStepOfAMergeIsCommittedAtOnceAndManyTogether() {
    var pace = new CommitPace(() -> 4, 4);
    assertThat(pace.stepped(1_000)).isTrue();
    pace.committed();
    assertThat(pace.stepped(1_010)).isFalse();
    assertThat(pace.stepped(1_040)).isFalse();
    assertThat(pace.isStepWaiting()).isTrue();
    pace.committed();
    assertThat(pace.isStepWaiting()).isFalse();
    assertThat(pace.stepped(1_050)).isTrue();
  }
}
