package io.millrace.model.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  private static final long SEED = 3;

  @Test
  void itIsWithinTwoUnitsInTheLastPlace() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < 200_000; i++) {
      float x = (float) random.nextDouble(-80, 80);
      double exact = StrictMath.exp(x);
      assertThat(Math.abs(Exponential.of(x) - exact))
          .as("seed %d: exp(%s)", SEED, x)
          .isLessThanOrEqualTo(2.0 * Math.ulp((float) exact));
    }
  }

  @Test
  void ofZeroItIsOne() {
    assertThat(Exponential.of(0)).isEqualTo(1);
    assertThat(Exponential.of(-0f)).isEqualTo(1);
  }
}
