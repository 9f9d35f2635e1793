package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.KernelsOfEveryWidth;
import io.millrace.model.vector.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A learner on any kernels learns, bit for bit, what one on the scalar reference learns.
class SameArithmeticTest {
  private static final long SEED = 20_261_124;
  private static final int EVENTS = 3_000;
  private static final int USERS = 40;
  private static final int ITEMS = 300; // two blocks, and more than fit the pool

  static Stream<Arguments> widthsAndRanks() {
    return KernelsOfEveryWidth.simd()
        .flatMap(
            kernels -> Stream.of(1, 3, 63, 64, 65, 128).map(rank -> Arguments.of(kernels, rank)));
  }

  @ParameterizedTest(name = "{0}, rank {1}")
  @MethodSource("widthsAndRanks")
  void everyRowIsThatOfTheScalarReference(Kernels kernels, int rank) {
    var expected = new World(rank, new ScalarKernels());
    var actual = new World(rank, kernels);
    var random = new SplittableRandom(SEED);
    for (int event = 0; event < EVENTS; event++) {
      int user = random.nextInt(USERS);
      int item = (int) (ITEMS * random.nextDouble() * random.nextDouble());
      float weight = new float[] {1, 1, 1, 0.5f, 3, 0, -1}[random.nextInt(7)];
      long time = event * 40_000L - random.nextInt(100_000);
      long draws = random.nextLong();
      expected.learn(user, item, weight, time, draws);
      actual.learn(user, item, weight, time, draws);
    }
    assertThat(actual.everything())
        .as("%s, rank %d, seed %d", kernels, rank, SEED)
        .isEqualTo(expected.everything());
    assertThat(actual.learner.skippedUpdates()).isZero();
  }

  private static final class World {
    final ItemMatrix matrix;
    final ItemPart part;
    final Learner learner;
    final List<UserState> users = new ArrayList<>();

    World(int rank, Kernels kernels) {
      LearnerSettings settings =
          new SettingsBuilder().rank(rank).negatives(200).recentWindow(500).build();
      matrix = new ItemMatrix(rank, 2, settings.startScale(), settings.startAccumulator(), kernels);
      part = matrix.newPart(1);
      matrix.activate(part);
      learner = new Learner(settings, matrix, part, kernels);
      for (int user = 0; user < USERS; user++) {
        users.add(new UserState(rank, settings.context(), settings.startAccumulator()));
      }
    }

    void learn(int user, int item, float weight, long time, long draws) {
      int slot = matrix.intern("item-" + item);
      learner.score(users.get(user), time);
      learner.learn(users.get(user), slot, weight, time, new SplittableRandom(draws));
    }

    /// Every number that was learned, as bits.
    List<Integer> everything() {
      List<Integer> bits = new ArrayList<>();
      for (int block = 0; block * 256 < matrix.size(); block++) {
        var rows = matrix.blockOf(block * 256);
        int from = rows.vectorAt(0);
        add(bits, Arrays.copyOfRange(rows.vectors(), from, from + 256 * matrix.rank()));
        add(bits, rows.biases());
        add(bits, rows.accumulators());
        add(bits, rows.contextAccumulators());
        for (int row = 0; row < 256; row++) {
          add(bits, rows.contextVector(row));
        }
      }
      for (int place = 0; place < 10; place++) {
        bits.add(Float.floatToRawIntBits(matrix.sharedWeights().place(place)));
      }
      for (int gap = 0; gap < 31; gap++) {
        bits.add(Float.floatToRawIntBits(matrix.sharedWeights().gap(gap)));
      }
      for (UserState user : users) {
        add(bits, user.vector());
        bits.add(Float.floatToRawIntBits(user.accumulator()));
      }
      return bits;
    }

    private static void add(List<Integer> bits, float[] values) {
      for (float value : values) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }
  }
}
