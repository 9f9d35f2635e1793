package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final Set<Integer> ALL = Set.of(0, 1);

  private final CatchUp catchUp = new CatchUp();

  private void look(Set<Integer> partitions, int second, long lag) {
    catchUp.look(partitions, lag, TimeUnit.SECONDS.toNanos(second));
  }

  @Test
  void aBacklogThatShrinksEvenlyIsGoneWhenItsSizeSays() {
    look(ALL, 1, 10_000);
    look(ALL, 2, 9_000);
    assertThat(catchUp.seconds()).isCloseTo(9, within(1e-9));
    look(ALL, 3, 8_000);
    assertThat(catchUp.seconds()).isCloseTo(8, within(1e-9));
  }

  @Test
  void aBacklogThatGrowsIsNeverGone() {
    look(ALL, 1, 1_000);
    look(ALL, 2, 2_000);
    assertThat(catchUp.seconds()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void withoutBacklogThereIsNothingToWaitFor() {
    assertThat(catchUp.seconds()).isZero();
    look(ALL, 1, 0);
    assertThat(catchUp.seconds()).isZero();
  }

  @Test
  void partitionsThatGoAwayAreNoPace() {
    look(ALL, 1, 10_000);
    look(Set.of(0), 2, 5_000);
    assertThat(catchUp.seconds()).isEqualTo(Double.POSITIVE_INFINITY);
    look(Set.of(0), 3, 4_000);
    assertThat(catchUp.seconds()).isCloseTo(4, within(1e-9));
  }
}
