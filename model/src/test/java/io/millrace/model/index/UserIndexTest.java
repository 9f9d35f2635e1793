package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.CodeKernelsOfEveryWidth;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.ScalarCodeKernels;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UserIndexTest {
  private static final int MANY = 1_000_000;
  private static final int[] SIZES = {1, 2, 127, 129, 3000};

  /// Elements in which ties, zeros and magnitudes matter.
  enum Elements {
    NORMAL {
      @Override
      float next(SplittableRandom random) {
        return (float) random.nextGaussian();
      }
    },
    FEW_VALUES {
      @Override
      float next(SplittableRandom random) {
        return random.nextInt(10) == 0 ? 1 : 0;
      }
    },
    ZEROS {
      @Override
      float next(SplittableRandom random) {
        return random.nextBoolean() ? 0f : -0f;
      }
    },
    SMALL {
      @Override
      float next(SplittableRandom random) {
        return (float) Math.scalb(random.nextDouble(-1, 1), -random.nextInt(140));
      }
    },
    HUGE {
      @Override
      float next(SplittableRandom random) {
        return (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(60));
      }
    };

    abstract float next(SplittableRandom random);

    float[] vector(int rank, SplittableRandom random) {
      float[] vector = new float[rank];
      for (int i = 0; i < rank; i++) {
        vector[i] = next(random);
      }
      return vector;
    }
  }

  static Stream<CodeKernels> kernels() {
    return Stream.concat(Stream.of(new ScalarCodeKernels()), CodeKernelsOfEveryWidth.simd());
  }

  private static UserWorld world(int rank, int maxUsers) {
    return new UserWorld(new UserIndex(rank, maxUsers, Kernels.best()));
  }

  private static void check(UserWorld world, SplittableRandom random, String what) {
    String user = world.any(random);
    List<ScoredUser> sorted = world.sorted(world.vectorOf(user), user);
    for (int k : new int[] {1, 10, MANY}) {
      assertThat(world.nearest(user, k))
          .as("%s, nearest to %s, k %d", what, user, k)
          .isEqualTo(sorted.subList(0, Math.min(k, sorted.size())));
    }
    assertThat(world.index.size()).as(what).isEqualTo(world.size());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void answersAreThoseOfTheReference(CodeKernels kernels) {
    for (Elements elements : Elements.values()) {
      for (int users : SIZES) {
        for (int rank : new int[] {1, 11}) {
          long seed = 31L * users + rank;
          var random = new SplittableRandom(seed);
          var world = new UserWorld(new UserIndex(rank, users, Kernels.best(), kernels));
          for (int i = 0; i < users; i++) {
            world.put("u" + Integer.toString(i * 7919, 36), elements.vector(rank, random));
          }
          String what =
              "%s, %s, %d users, rank %d, seed %d".formatted(kernels, elements, users, rank, seed);
          check(world, random, what + ", pending");
          assertThat(world.index.refresh()).isEqualTo(users);
          check(world, random, what + ", taken over");
          while (world.index.upkeep(3000) > 0) {
            check(world, random, what + ", while sorted");
          }
          check(world, random, what + ", sorted");
        }
      }
    }
  }

  @Test
  void whoComesChangesOrGoesShowsAtOnce() {
    long seed = 5;
    var random = new SplittableRandom(seed);
    var world = world(16, 3000);
    for (int i = 0; i < 2500; i++) {
      world.put("u" + i, Elements.NORMAL.vector(16, random));
    }
    for (int round = 0; round < 15; round++) {
      for (int i = 0; i < 400; i++) {
        switch (random.nextInt(3)) {
          case 0 -> world.put(world.any(random), Elements.FEW_VALUES.vector(16, random));
          case 1 -> world.remove(world.any(random));
          default -> world.put("new" + random.nextInt(500), Elements.NORMAL.vector(16, random));
        }
      }
      check(world, random, "round " + round + ", seed " + seed);
      if (random.nextInt(3) == 0) {
        world.index.refresh();
      }
      world.index.upkeep(random.nextInt(500, 5000));
    }
    assertThat(world.index.upkeepDone().rebuiltTables()).isPositive();
    assertThat(world.index.leftOut()).isZero();
  }

  @Test
  void lengthIsIgnoredAndZeroIsLikeNobody() {
    UserWorld world = world(2, 10);
    world.put("a", 1, 0);
    world.put("b", 100, 0);
    world.put("c", 0.01f, 0.001f);
    world.put("d", 0, 1);
    world.put("e", -1, 0);
    world.put("f", 0, 0);
    assertThat(world.nearest("a", 10))
        .extracting(ScoredUser::userId)
        .containsExactly("b", "c", "d", "f", "e");
    assertThat(world.nearest("f", 10))
        .containsExactly(
            new ScoredUser("a", 0),
            new ScoredUser("b", 0),
            new ScoredUser("c", 0),
            new ScoredUser("d", 0),
            new ScoredUser("e", 0));
    assertThat(world.nearest("a", 0)).isEmpty();
  }

  @Test
  void ofThoseAsNearTheSmallerIdsComeFirst() {
    UserWorld world = world(2, 5000);
    for (int i = 4000; i > 0; i--) {
      float length = 1 << i % 20; // a power of 2, so that nothing is rounded
      world.put("u" + i, length, length);
    }
    world.index.refresh();
    assertThat(world.index.nearest(new float[] {0, 1}, 4, "u10"))
        .extracting(ScoredUser::userId)
        .containsExactly("u1", "u100", "u1000", "u1001");
  }

  @Test
  void whoHasNoPlaceIsLeftOutAndCounted() {
    UserWorld world = world(2, 2);
    world.put("a", 1, 0);
    world.put("b", 1, 1);
    assertThat(world.index.add("c", new float[] {1, 0})).isEqualTo(UserIndex.LEFT_OUT);
    world.index.change(UserIndex.LEFT_OUT, new float[] {1, 0});
    world.index.remove(UserIndex.LEFT_OUT);
    assertThat(world.index.leftOut()).isEqualTo(1);
    assertThat(world.index.size()).isEqualTo(2);
    assertThat(world.nearest("a", 10)).extracting(ScoredUser::userId).containsExactly("b");
    world.remove("b");
    assertThat(world.nearest("a", 10)).isEmpty();
    world.put("d", 2, 2);
    assertThat(world.nearest("a", 10)).extracting(ScoredUser::userId).containsExactly("d");
    assertThat(world.index.leftOut()).isEqualTo(1);
  }

  @Test
  void anIndexForNobodyAnswersWithNobody() {
    UserIndex index = world(2, 0).index;
    assertThat(index.add("a", new float[2])).isEqualTo(UserIndex.LEFT_OUT);
    assertThat(index.refresh()).isZero();
    assertThat(index.nearest(new float[] {1, 0}, 10, "b")).isEmpty();
  }

  @Test
  void aVectorOfAnotherLengthIsRefused() {
    UserIndex index = world(2, 1).index;
    assertThatThrownBy(() -> index.add("a", new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 elements")
        .hasMessageContaining("rank 2");
    assertThat(index.size()).isZero();
  }
}
