package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MatrixFixture;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.ScalarKernels;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Learning on a checkerboard: users of even number like items of even number, odd ones odd ones.
class LearnerTest {
  private static final int USERS = 40;
  private static final int ITEMS = 60;
  private static final LearnerSettings SETTINGS = new SettingsBuilder().rank(16).build();

  /// A world with one partition and everything that its task has.
  private static final class World {
    final ItemMatrix matrix;
    final Learner learner;
    final ItemIndex index;
    final UserState[] users = new UserState[USERS];
    final SplittableRandom events;
    final SplittableRandom negatives = new SplittableRandom(SETTINGS.seed());
    long timeMillis = 1_800_000_000_000L;

    World(long seed, Kernels kernels) {
      events = new SplittableRandom(seed);
      matrix =
          new ItemMatrix(SETTINGS.rank(), 1, SETTINGS.startScale(), SETTINGS.startAccumulator());
      var part = matrix.newPart(0);
      matrix.activate(part);
      for (int item = 0; item < ITEMS; item++) {
        matrix.intern("item-" + item);
      }
      learner = new Learner(SETTINGS, matrix, part, kernels);
      index = new ItemIndex(matrix, kernels);
      for (int u = 0; u < USERS; u++) {
        users[u] = newUser();
      }
    }

    /// Random events, each of a user with an item of its group.
    World learnGroups(int count) {
      for (int i = 0; i < count; i++) {
        int user = events.nextInt(USERS);
        int item = events.nextInt(ITEMS / 2) * 2 + user % 2;
        learn(users[user], item, 1);
      }
      return this;
    }

    void learn(UserState user, int item, float weight) {
      learner.score(user, timeMillis);
      learner.learn(user, item, weight, timeMillis++, negatives);
    }

    List<ScoredItem> topTen(UserState user) {
      return index.topK(
          learner.score(user, timeMillis), 10, new Filter().unless(user::hasConsumed));
    }

    /// Share of the first ten that are of a group.
    double share(UserState user, int group) {
      List<ScoredItem> top = topTen(user);
      return top.stream().filter(item -> item.slot() % 2 == group).count() / (double) top.size();
    }
  }

  private static UserState newUser() {
    return new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
  }

  private static World world(long seed) {
    return new World(seed, Kernels.best());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void usersAreRecommendedItemsOfTheirOwnGroup(long seed) {
    World world = world(seed).learnGroups(600);
    double share =
        IntStream.range(0, USERS)
            .mapToDouble(u -> world.share(world.users[u], u % 2))
            .average()
            .orElseThrow();
    assertThat(share).as("seed %d", seed).isGreaterThan(0.95);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theVeryFirstEventOfAUserChangesTheAnswer(long seed) {
    World world = world(seed).learnGroups(600);
    for (int group = 0; group < 2; group++) {
      UserState user = newUser();
      double before = world.share(user, group);
      world.learn(user, 4 + group, 1);
      assertThat(world.share(user, group))
          .as("seed %d, group %d, share before %s", seed, group, before)
          .isGreaterThan(before)
          .isGreaterThanOrEqualTo(0.9);
    }
  }

  @Test
  void aUserNeverSeenGetsTheItemsOfLargestBias() {
    World world = world(1).learnGroups(300);
    List<ScoredItem> top = world.topTen(newUser());
    assertThat(top).hasSize(10);
    assertThat(top)
        .allSatisfy(
            item ->
                assertThat((float) item.score())
                    .isEqualTo(MatrixFixture.bias(world.matrix, item.slot())));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void theSameEventsAndSeedsGiveTheSameBits(long seed) {
    World first = world(seed).learnGroups(500);
    World second = world(seed).learnGroups(500);
    assertSameState(first, second, "seed " + seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void scalarAndSimdCodeLearnTheSameBits(long seed) {
    World simd = world(seed).learnGroups(500);
    World scalar = new World(seed, new ScalarKernels()).learnGroups(500);
    assertSameState(simd, scalar, "seed " + seed);
  }

  @Test
  void anEventIsCountedAndRemembered() {
    World world = world(1);
    UserState user = world.users[0];
    world.learn(user, 7, 1);
    world.learn(user, 8, 1);
    world.learn(user, 7, 1);
    assertThat(user.events()).isEqualTo(3);
    assertThat(user.recentCount()).isEqualTo(3);
    assertThat(user.recentSlot(0)).isEqualTo(7);
    assertThat(user.consumedCount()).isEqualTo(2);
    assertThat(MatrixFixture.count(world.matrix, 7)).isEqualTo(2);
  }

  @Test
  void weightZeroOnlyMarksAsConsumed() {
    World world = world(1).learnGroups(300);
    UserState user = world.users[0];
    UserState before = user.copy();
    long[][] rows = MatrixFixture.bits(world.matrix);
    int unseen = unseen(user);

    world.learn(user, unseen, 0);

    assertThat(MatrixFixture.bits(world.matrix)).isDeepEqualTo(rows);
    assertThat(user.vector()).containsExactly(before.vector());
    assertThat(user.accumulator()).isEqualTo(before.accumulator());
    assertThat(user.recentSlot(0)).isEqualTo(before.recentSlot(0));
    assertThat(user.hasConsumed(unseen)).isTrue();
    assertThat(user.events()).isEqualTo(before.events() + 1);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aDislikeLowersTheItemForThatUserOnly(long seed) {
    World world = world(seed).learnGroups(300);
    UserState user = world.users[0];
    UserState before = user.copy();
    long[][] rows = MatrixFixture.bits(world.matrix);
    int unseen = unseen(user);
    double score = score(world, user, unseen);

    world.learn(user, unseen, -1);

    assertThat(score(world, user, unseen)).as("seed %d", seed).isLessThan(score);
    assertThat(user.hasConsumed(unseen)).isTrue();
    assertThat(user.recentSlot(0)).isEqualTo(before.recentSlot(0));
    assertThat(MatrixFixture.bits(world.matrix)).as("seed %d", seed).isDeepEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(floats = {1e30f, Float.MAX_VALUE, -1e30f, -Float.MAX_VALUE})
  void stepsThatWouldBreakARowAreLeftOutAndCounted(float weight) {
    World world = world(1).learnGroups(300);
    assertThat(world.learner.skippedUpdates()).isZero();
    world.learn(world.users[0], unseen(world.users[0]), weight);
    assertThat(world.learner.skippedUpdates()).isPositive();
    assertFinite(world, weight);
  }

  @Test
  void theSmallestWeightIsAnOrdinaryOne() {
    World world = world(1).learnGroups(300);
    world.learn(world.users[0], unseen(world.users[0]), Float.MIN_VALUE);
    world.learn(world.users[0], unseen(world.users[0]), -Float.MIN_VALUE);
    assertThat(world.learner.skippedUpdates()).isZero();
    assertFinite(world, Float.MIN_VALUE);
  }

  /// Gradients near the largest float whose squares are finite alone, but not added up.
  @ParameterizedTest(name = "sign {0}")
  @ValueSource(ints = {1, -1})
  void largeWeightsNeverAddUpToInfinity(int sign) {
    for (float magnitude = 1e15f; magnitude < 1e25f; magnitude *= 2) {
      World world = world(1).learnGroups(300);
      for (int event = 0; event < 2 * ITEMS; event++) {
        world.learn(world.users[0], event % ITEMS, sign * magnitude);
      }
      assertFinite(world, sign * magnitude);
      world.learnGroups(50);
      assertFinite(world, sign * magnitude);
    }
  }

  @Test
  void aMatrixOfAnotherRankIsRejected() {
    var matrix = new ItemMatrix(8, 1, 0.1f, 0.1f);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Learner(SETTINGS, matrix, matrix.newPart(0), Kernels.best()))
        .withMessage("rank is 16, but the item matrix has rank 8");
  }

  private static int unseen(UserState user) {
    return IntStream.range(0, ITEMS).filter(i -> !user.hasConsumed(i)).findFirst().orElseThrow();
  }

  private static double score(World world, UserState user, int slot) {
    return world
        .index
        .topK(
            world.learner.score(user, world.timeMillis),
            1,
            new Filter().unless(other -> other != slot))
        .getFirst()
        .score();
  }

  private static void assertFinite(World world, float weight) {
    for (int slot = 0; slot < ITEMS; slot++) {
      String item = "item " + slot + " after weight " + weight;
      for (float x : MatrixFixture.vector(world.matrix, slot)) {
        assertThat(x).as(item).isFinite();
      }
      assertThat(MatrixFixture.bias(world.matrix, slot)).as(item).isFinite();
      assertThat(MatrixFixture.accumulator(world.matrix, slot)).as(item).isFinite();
    }
    for (UserState user : world.users) {
      for (float x : user.vector()) {
        assertThat(x).as("user after weight " + weight).isFinite();
      }
      assertThat(user.accumulator()).as("user after weight " + weight).isFinite();
    }
  }

  private static void assertSameState(World a, World b, String world) {
    assertThat(MatrixFixture.bits(a.matrix)).as(world).isDeepEqualTo(MatrixFixture.bits(b.matrix));
    for (int u = 0; u < USERS; u++) {
      assertThat(a.users[u].vector()).as(world).containsExactly(b.users[u].vector());
      assertThat(a.users[u].accumulator()).as(world).isEqualTo(b.users[u].accumulator());
    }
  }
}
