package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.item.ItemMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegativeSamplerTest {
  private static final int ITEMS = 50;
  private static final int DRAWS = 20;

  private final UserState user = new UserState(1, 0, 0.1f);
  private final int[] negatives = new int[DRAWS];

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void negativesAreOtherItemsThatTheUserHasNotConsumedEachOnce(long seed) {
    var random = new SplittableRandom(seed);
    NegativeSampler sampler = sampler(ITEMS, 1000, 0.3f);
    for (int slot = 10; slot < 20; slot++) {
      user.consume(slot, 100);
    }
    for (int event = 0; event < 2000; event++) {
      int positive = random.nextInt(ITEMS);
      int count = sampler.draw(user, positive, random, negatives);
      List<Integer> drawn = Arrays.stream(negatives, 0, count).boxed().toList();
      assertThat(drawn)
          .as("seed %d, event %d", seed, event)
          .doesNotHaveDuplicates()
          .doesNotContain(positive)
          .allMatch(slot -> slot >= 0 && slot < ITEMS)
          .allMatch(slot -> slot < 10 || slot >= 20);
      sampler.consumed(positive);
    }
  }

  @Test
  void theOnlyKnownItemHasNoNegatives() {
    var random = new SplittableRandom(1);
    NegativeSampler sampler = sampler(1, 1000, 0.3f);
    assertThat(sampler.draw(user, 0, random, negatives)).isZero();
    sampler.consumed(0);
    assertThat(sampler.draw(user, 0, random, negatives)).isZero();
  }

  @Test
  void aUserWhoConsumedEverythingHasNoNegatives() {
    NegativeSampler sampler = sampler(3, 1000, 0.3f);
    for (int slot = 0; slot < 3; slot++) {
      user.consume(slot, 100);
    }
    assertThat(sampler.draw(user, 0, new SplittableRandom(1), negatives)).isZero();
  }

  @ParameterizedTest(name = "seed {0}, uniform share {1}")
  @CsvSource({"1, 0.3", "2, 0.3", "3, 1", "4, 0.01"})
  void itemsAreDrawnAsOftenAsTheirInclusionSays(long seed, float uniformShare) {
    var random = new SplittableRandom(seed);
    NegativeSampler sampler = sampler(ITEMS, 200, uniformShare);
    int[] ring = new int[200];
    for (int i = 0; i < 1000; i++) { // of which the last 200 count
      int slot = skewed(random);
      sampler.consumed(slot);
      ring[i % ring.length] = slot;
    }
    int positive = ITEMS - 1;
    int events = 40_000;
    int[] included = new int[ITEMS];
    for (int event = 0; event < events; event++) {
      int count = sampler.draw(user, positive, random, negatives);
      for (int i = 0; i < count; i++) {
        included[negatives[i]]++;
      }
    }
    for (int slot = 0; slot < ITEMS - 1; slot++) {
      int item = slot;
      double recent = Arrays.stream(ring).filter(s -> s == item).count() / (double) ring.length;
      double p = uniformShare / ITEMS + (1 - uniformShare) * recent;
      double exact = 1 - Math.pow(1 - p, DRAWS);
      assertThat((double) included[slot] / events)
          .as("seed %d, slot %d: frequency", seed, slot)
          .isCloseTo(exact, within(5 * Math.sqrt(exact * (1 - exact) / events) + 1e-9));
      // 1 - exp(-N p) in place of 1 - (1 - p)^N: off by at most N p^2 / 2 exp(-N p) to first order.
      double approximation = DRAWS * p * p * Math.exp(-DRAWS * p);
      assertThat(Math.exp(sampler.logInclusion(slot)))
          .as("seed %d, slot %d: stated inclusion", seed, slot)
          .isCloseTo(exact, within(approximation + 1e-6));
    }
  }

  @Test
  void beforeTheFirstEventDrawsAreUniform() {
    var random = new SplittableRandom(1);
    NegativeSampler sampler = sampler(ITEMS, 1000, 0.3f);
    double stated = 1 - Math.exp(-(double) DRAWS / ITEMS);
    assertThat(Math.exp(sampler.logInclusion(3))).isCloseTo(stated, within(1e-6));
    int events = 20_000;
    int included = 0;
    for (int event = 0; event < events; event++) {
      int count = sampler.draw(user, 0, random, negatives);
      included += Arrays.stream(negatives, 0, count).anyMatch(slot -> slot == 3) ? 1 : 0;
    }
    double exact = 1 - Math.pow(1 - 1.0 / ITEMS, DRAWS);
    assertThat((double) included / events)
        .isCloseTo(exact, within(5 * Math.sqrt(exact * (1 - exact) / events)));
  }

  @Test
  void itemsThatBecomeKnownLaterAreDrawnToo() {
    var matrix = new ItemMatrix(1, 1, 0.1f, 0.1f);
    matrix.intern("first");
    NegativeSampler sampler =
        new NegativeSampler(matrix, new SettingsBuilder().negatives(DRAWS).build());
    assertThat(sampler.draw(user, 0, new SplittableRandom(1), negatives)).isZero();
    for (int i = 0; i < 3000; i++) {
      matrix.intern("item-" + i);
    }
    assertThat(sampler.logInclusion(3000)).isFinite();
    assertThat(sampler.draw(user, 3000, new SplittableRandom(1), negatives)).isPositive();
  }

  private static NegativeSampler sampler(int items, int window, float uniformShare) {
    var matrix = new ItemMatrix(1, 1, 0.1f, 0.1f);
    for (int i = 0; i < items; i++) {
      matrix.intern("item-" + i);
    }
    return new NegativeSampler(
        matrix,
        new SettingsBuilder()
            .negatives(DRAWS)
            .recentWindow(window)
            .uniformShare(uniformShare)
            .build());
  }

  /// Small slots more often than large ones.
  private static int skewed(RandomGenerator random) {
    double x = random.nextDouble();
    return (int) (ITEMS * x * x);
  }
}
