package io.millrace.producer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Interaction;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Interaction UNTIMED = Interaction.of("u", "i");

  @Test
  void withoutLimitEveryEventIsDueAtOnce() {
    var pacer = new Pacer(new Pacing.Unlimited());
    assertThat(pacer.dueNanos(UNTIMED, 7)).isEqualTo(7);
    assertThat(pacer.dueNanos(UNTIMED, 8)).isEqualTo(8);
  }

  @Test
  void anEvenRateStartsAtOnceAndMakesUpForAtMostOneSecond() {
    var pacer = new Pacer(new Pacing.PerSecond(4));
    assertThat(pacer.dueNanos(UNTIMED, 100)).isEqualTo(100);
    assertThat(pacer.dueNanos(UNTIMED, 100)).isEqualTo(100 + SECOND / 4);
    assertThat(pacer.dueNanos(UNTIMED, 100 + SECOND / 2)).isEqualTo(100 + SECOND / 2);
    assertThat(pacer.dueNanos(UNTIMED, 100 * SECOND)).isEqualTo(99 * SECOND + SECOND / 4);
  }

  @Test
  void aSpeedUpKeepsTheDistancesOfTheEvents() {
    var pacer = new Pacer(new Pacing.SpeedUp(10));
    assertThat(pacer.dueNanos(UNTIMED.at(50_000), 100)).isZero();
    assertThat(pacer.dueNanos(UNTIMED.at(70_000), 100)).isEqualTo(2 * SECOND);
    assertThat(pacer.dueNanos(UNTIMED, 100)).isEqualTo(2 * SECOND);
    assertThat(pacer.dueNanos(UNTIMED.at(80_000), 100)).isEqualTo(3 * SECOND);
  }

  @Test
  void aPaceMustBeAboveZero() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Pacing.PerSecond(0))
        .withMessage("events per second is 0.0, which is not above 0");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Pacing.SpeedUp(Double.NaN));
  }
}
