package io.millrace.model.learner;

import static io.millrace.model.item.MatrixFixture.accumulator;
import static io.millrace.model.item.MatrixFixture.bias;
import static io.millrace.model.item.MatrixFixture.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.PartRow;
import io.millrace.model.item.Trend;
import io.millrace.model.vector.ScalarKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Single steps against numbers worked out by hand.
class LearnerStepTest {
  private static final Offset<Float> ROUNDING = within(1e-6f);
  private static final int POSITIVE = 0;
  private static final int NEGATIVE = 1;
  private static final int RECENT = 2;

  /// Makes every accumulator of an item that moves by g = 1/4 a quarter, and its root a half.
  private static final float START_ACCUMULATOR = 0.25f - 0.0625f * 0.15625f;

  private final ItemMatrix matrix = new ItemMatrix(2, 1, 0, START_ACCUMULATOR);
  private final ItemPart part = matrix.newPart(0);

  /// Keeps every negative. Which those are is no matter here: the pool holds every known item.
  private static final RandomGenerator KEEP_ALL =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public float nextFloat() {
          return 0;
        }
      };

  /// q = P = (1/2, 1/4) scores both items 1/2; the bias of ln 3 makes p of the positive 3/4. So g
  /// is 1/4 and -1/4, dq = 1/4 (1, 0) - 1/4 (0, 2), and both |q|^2 / 2 and |dq|^2 / 2 are 5/32.
  @Test
  void oneStepMovesEverythingByTheGradientsBeforeIt() {
    row(POSITIVE, 1, 0, (float) Math.log(3), 0);
    row(NEGATIVE, 0, 2, 0, 0);
    matrix.activate(part);
    UserState user = user(0.5f, 0.25f, 0);
    learner(0).learnAfterScore(user);

    // Items: step 0.1 * 1/4 / (1/2) = 0.05 along q.
    assertVector(POSITIVE, 1.025f, 0.0125f);
    assertVector(NEGATIVE, -0.025f, 1.9875f);
    assertThat(bias(matrix, POSITIVE)).isCloseTo((float) Math.log(3) + 0.005f, ROUNDING);
    assertThat(bias(matrix, NEGATIVE)).isCloseTo(-0.005f, ROUNDING);
    assertThat(accumulator(matrix, POSITIVE)).isCloseTo(0.25f, ROUNDING);
    assertThat(accumulator(matrix, NEGATIVE)).isCloseTo(0.25f, ROUNDING);
    // The user: step 0.1 / (1/2) = 0.2 along dq, which is of the items before they moved.
    assertThat(user.vector()).containsExactly(new float[] {0.55f, 0.15f}, ROUNDING);
    assertThat(user.accumulator()).isCloseTo(0.25f, ROUNDING);
  }

  /// The same q, but half of it from a recent item of vector (1, 1) and weight 1/2.
  @Test
  void recentItemsMoveByTheirWeight() {
    row(POSITIVE, 1, 0, (float) Math.log(3), 0);
    row(NEGATIVE, 0, 2, 0, 0);
    // Its gradient is w dq, of mean square 1/4 * 5/32: this makes its accumulator a quarter.
    row(RECENT, 1, 1, 0, 0.25f - 0.25f * 0.15625f - START_ACCUMULATOR);
    matrix.activate(part);
    UserState user = user(0, -0.25f, 1);
    user.remember(RECENT, 0);
    learner(1).learnAfterScore(user);

    assertVector(POSITIVE, 1.025f, 0.0125f);
    assertVector(NEGATIVE, -0.025f, 1.9875f);
    assertThat(user.vector()).containsExactly(new float[] {0.05f, -0.35f}, ROUNDING);
    // Step 0.1 * 1/2 / (1/2) = 0.1 along dq = (1/4, -1/2); its bias stays.
    assertVector(RECENT, 1.025f, 0.95f);
    assertThat(bias(matrix, RECENT)).isZero();
    assertThat(accumulator(matrix, RECENT)).isCloseTo(0.25f, ROUNDING);
  }

  @Test
  void theWeightOfAnEventScalesItsGradient() {
    row(POSITIVE, 1, 0, (float) Math.log(3), 0);
    row(NEGATIVE, 0, 2, 0, 0);
    matrix.activate(part);
    UserState user = user(0.5f, 0.25f, 0);
    Step learner = learner(0);
    learner.learner().score(user, 0);
    learner.learner().learn(user, POSITIVE, 2, 0, KEEP_ALL);
    assertThat(bias(matrix, POSITIVE)).isCloseTo((float) Math.log(3) + 0.01f, ROUNDING);
    assertThat(bias(matrix, NEGATIVE)).isCloseTo(-0.01f, ROUNDING);
    assertThat(accumulator(matrix, POSITIVE))
        .isCloseTo(START_ACCUMULATOR + 0.25f * 0.15625f, ROUNDING);
  }

  /// A user without a vector scores the item 0, so the push is half the item's vector.
  @Test
  void aDislikeIsALogisticStepOfTheUser() {
    row(POSITIVE, 1, -1, 0, 0);
    matrix.activate(part);
    UserState user = user(0, 0, 0);
    user.setAccumulator(0); // then |d|^2 / 2 = 1/4 alone counts
    Step learner = learner(0);
    learner.learner().score(user, 0);
    learner.learner().learn(user, POSITIVE, -1, 0, KEEP_ALL);
    assertThat(user.vector()).containsExactly(new float[] {-0.1f, 0.1f}, ROUNDING);
    assertThat(user.accumulator()).isCloseTo(0.25f, ROUNDING);
  }

  /// Whatever is kept of the small negatives, on average each is pushed by its probability: seen in
  /// the biases, which move by their plain gradient.
  @ParameterizedTest(name = "theta {0}, seed {1}")
  @CsvSource({"0.05, 1", "0.05, 2", "0.2, 3", "1, 4", "0.001, 5"})
  void sampledNegativesAreUnbiased(float theta, long seed) {
    int items = 60;
    var random = new SplittableRandom(seed);
    float[] biases = new float[items];
    for (int i = 0; i < items; i++) {
      biases[i] = (float) random.nextDouble(-2, 2);
    }
    double sum = 0;
    for (float b : biases) {
      sum += Math.exp(b);
    }
    int events = 20_000;
    double[] moved = new double[items];
    int[] rowsWritten = new int[1];
    LearnerSettings settings =
        new SettingsBuilder()
            .rank(2)
            .context(0)
            .negatives(1500) // so that every item is drawn
            .recentWindow(1)
            .sampledGradient(theta)
            .build();
    var world = new ItemMatrix(2, 1, 0, 0.1f);
    for (int i = 0; i < items; i++) {
      world.intern("item-" + i);
    }
    for (int event = 0; event < events; event++) {
      ItemPart fresh = world.newPart(0);
      for (int i = 0; i < items; i++) {
        world.restore(fresh, i, new PartRow(new float[2], biases[i], 0, 0, Trend.NONE));
      }
      world.activate(fresh);
      var learner = new Learner(settings, world, fresh, new ScalarKernels());
      var user = new UserState(2, 0, 0.1f);
      learner.score(user, 0);
      learner.learn(user, POSITIVE, 1, 0, random);
      for (int i = 0; i < items; i++) {
        moved[i] += bias(world, i) - biases[i];
      }
      rowsWritten[0] += fresh.dirtyCount();
    }
    double rate = settings.biasRate();
    for (int i = 1; i < items; i++) {
      double p = Math.exp(biases[i]) / sum;
      double meanGradient = moved[i] / events / rate;
      // Each event gives -theta with probability p / theta: five standard errors of that mean.
      double error = Math.sqrt(Math.max(p * (theta - p), 0) / events);
      assertThat(meanGradient)
          .as("theta %s, seed %d, item %d", theta, seed, i)
          .isCloseTo(-p, within(5 * error + 1e-5));
    }
    double expectedRows = 1;
    for (int i = 1; i < items; i++) {
      expectedRows += Math.min(1, Math.exp(biases[i]) / sum / theta);
    }
    assertThat((double) rowsWritten[0] / events)
        .as("theta %s, seed %d: rows written by an event", theta, seed)
        .isCloseTo(expectedRows, within(0.05));
  }

  private record Step(Learner learner) {
    void learnAfterScore(UserState user) {
      assertThat(Arrays.copyOf(learner.score(user, 0), 2)).containsExactly(0.5f, 0.25f);
      learner.learn(user, POSITIVE, 1, 0, KEEP_ALL);
    }
  }

  private Step learner(int context) {
    LearnerSettings settings =
        new SettingsBuilder()
            .rank(2)
            .context(context)
            .negatives(1)
            .sampledGradient(0)
            .learningRate(0.1f)
            .build();
    return new Step(new Learner(settings, matrix, part, new ScalarKernels()));
  }

  private static UserState user(float first, float second, int context) {
    var user = new UserState(2, context, 0.25f - 0.15625f);
    user.vector()[0] = first;
    user.vector()[1] = second;
    return user;
  }

  private void row(int slot, float first, float second, float bias, float accumulator) {
    assertThat(matrix.intern("item-" + slot)).isEqualTo(slot);
    matrix.restore(
        part, slot, new PartRow(new float[] {first, second}, bias, accumulator, 0, Trend.NONE));
  }

  private void assertVector(int slot, float first, float second) {
    assertThat(vector(matrix, slot)).containsExactly(new float[] {first, second}, ROUNDING);
  }
}
