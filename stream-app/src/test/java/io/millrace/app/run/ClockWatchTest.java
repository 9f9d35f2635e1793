package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final long HOUR = 3_600_000;
  private static final long START = 1_800_000_000_000L;

  private final List<String> failures = new ArrayList<>();
  private long now = START;
  private final ClockWatch watch =
      new ClockWatch(() -> now, thrown -> failures.add(Failures.line(thrown)));

  private boolean lookAt(long newNow) {
    now = newNow;
    return watch.look();
  }

  @Test
  void aClockThatGoesBackEndsTheInstance() {
    assertThat(lookAt(START)).isTrue();
    assertThat(lookAt(START + 1_000)).isTrue();
    assertThat(lookAt(START + 1_000 - HOUR)).isFalse();
    assertThat(failures)
        .containsExactly(
            "the clock of this machine went back by 3600 s, and Kafka's clients would wait for as"
                + " long: start it again");
  }

  @Test
  void whatWillSoonBeMadeUpForIsWaitedOut() {
    assertThat(lookAt(START)).isTrue();
    assertThat(lookAt(START - ClockWatch.MAX_BEHIND_MILLIS)).isTrue();
    assertThat(lookAt(START + 1)).isTrue();
    assertThat(failures).isEmpty();
  }

  /// Kafka's clients wait for the latest time that they saw, not for the last.
  @Test
  void smallStepsBackAddUp() {
    assertThat(lookAt(START)).isTrue();
    assertThat(lookAt(START - 6_000)).isTrue();
    assertThat(lookAt(START - 12_000)).isFalse();
  }

  @Test
  void aClockMayGoAheadButNotBackFromThere() {
    assertThat(lookAt(START)).isTrue();
    assertThat(lookAt(START + 24 * HOUR)).isTrue();
    assertThat(failures).isEmpty();
    assertThat(lookAt(START + 1_000)).isFalse();
    assertThat(failures).hasSize(1);
  }
}
