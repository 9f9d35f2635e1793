package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final long HOUR = 3_600_000;
  private static final long START = 1_800_000_000_000L;

  private long now;
  private final ClockWatch watch = new ClockWatch(() -> now);

  private void lookAt(long newNow) {
    now = newNow;
    watch.run();
  }

  @Test
  void aClockThatGoesBackEndsTheInstance() {
    lookAt(START);
    lookAt(START + 1_000);
    assertThatThrownBy(() -> lookAt(START + 1_000 - HOUR))
        .hasMessage(
            "the clock of this machine went back by 3600 s, and Kafka's clients would wait for as"
                + " long: start it again");
  }

  @Test
  void whatWillSoonBeMadeUpForIsWaitedOut() {
    lookAt(START);
    assertThatCode(() -> lookAt(START - ClockWatch.MAX_BEHIND_MILLIS)).doesNotThrowAnyException();
    assertThatCode(() -> lookAt(START + 1)).doesNotThrowAnyException();
  }

  /// Kafka's clients wait for the latest time that they saw, not for the last.
  @Test
  void smallStepsBackAddUp() {
    lookAt(START);
    lookAt(START - 6_000);
    assertThatThrownBy(() -> lookAt(START - 12_000)).hasMessageContaining("by 12 s");
  }

  @Test
  void aClockMayGoAheadButNotBackFromThere() {
    lookAt(START);
    assertThatCode(() -> lookAt(START + 24 * HOUR)).doesNotThrowAnyException();
    assertThatThrownBy(() -> lookAt(START + 1_000)).hasMessageContaining("went back");
  }
}
