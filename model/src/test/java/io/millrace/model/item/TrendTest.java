package io.millrace.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrendTest {
  private static final long DAY = 86_400_000L;
  private static final long NOW = 1_800_000_000_000L; // in 2027
  private static final Offset<Double> ROUNDING = within(1e-9);

  @Test
  void oneEventCountsOneAndHalvesInOneHalfLife() {
    double key = Trend.add(Trend.NONE, NOW, DAY);
    assertThat(Trend.countAt(key, NOW, DAY)).isCloseTo(1, ROUNDING);
    assertThat(Trend.countAt(key, NOW + DAY, DAY)).isCloseTo(0.5, ROUNDING);
    assertThat(Trend.countAt(key, NOW + 10 * DAY, DAY)).isCloseTo(0x1p-10, ROUNDING);
  }

  @Test
  void nothingCountsZero() {
    assertThat(Trend.countAt(Trend.NONE, NOW, DAY)).isZero();
    assertThat(Trend.merge(Trend.NONE, Trend.NONE)).isEqualTo(Trend.NONE);
    double key = Trend.add(Trend.NONE, NOW, DAY);
    assertThat(Trend.merge(key, Trend.NONE)).isEqualTo(key);
    assertThat(Trend.merge(Trend.NONE, key)).isEqualTo(key);
  }

  @Test
  void theCountIsTheSumOfDecayedEvents() {
    double key = Trend.NONE;
    for (int i = 0; i < 1000; i++) {
      key = Trend.add(key, NOW, DAY);
    }
    key = Trend.add(key, NOW - DAY, DAY);
    assertThat(Trend.countAt(key, NOW, DAY)).isCloseTo(1000.5, within(1e-6));
  }

  @Test
  void manyOldEventsFallBehindFewNewOnes() {
    double old = Trend.NONE;
    for (int i = 0; i < 1000; i++) {
      old = Trend.add(old, NOW - 10 * DAY, DAY);
    }
    double fresh = Trend.add(Trend.NONE, NOW, DAY);
    assertThat(fresh).isGreaterThan(old);
    assertThat(Trend.add(old, NOW - 8 * DAY, DAY)).isLessThan(fresh);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOrderOfEventsDoesNotMatter(long seed) {
    var random = new SplittableRandom(seed);
    long[] times = random.longs(200, NOW - 30 * DAY, NOW).toArray();
    double forwards = Trend.NONE;
    double backwards = Trend.NONE;
    for (int i = 0; i < times.length; i++) {
      forwards = Trend.add(forwards, times[i], DAY);
      backwards = Trend.add(backwards, times[times.length - 1 - i], DAY);
    }
    assertThat(forwards).as("seed %d", seed).isCloseTo(backwards, ROUNDING);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keysMergeInAnyGrouping(long seed) {
    var random = new SplittableRandom(seed);
    for (int n = 0; n < 1000; n++) {
      double a = randomKey(random);
      double b = randomKey(random);
      double c = randomKey(random);
      assertThat(Trend.merge(Trend.merge(a, b), c))
          .as("seed %d: %s, %s, %s", seed, a, b, c)
          .isCloseTo(Trend.merge(a, Trend.merge(b, c)), ROUNDING);
      assertThat(Trend.merge(a, b)).isEqualTo(Trend.merge(b, a));
    }
  }

  private static double randomKey(SplittableRandom random) {
    return Trend.add(Trend.NONE, NOW - random.nextLong(60 * DAY), DAY);
  }
}
