package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.vector.Kernels;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Worlds whose answer lies in the order or in the time of events.
class SequenceTest {
  private static final int ITEMS = 30;
  private static final int USERS = 50;
  private static final LearnerSettings SETTINGS = new SettingsBuilder().maxConsumed(0).build();

  private final ItemMatrix matrix =
      new ItemMatrix(SETTINGS.rank(), 1, SETTINGS.startScale(), SETTINGS.startAccumulator());
  private final Map<Integer, UserState> users = new HashMap<>();
  private Learner learner;
  private ItemIndex index;
  private long timeMillis = 1_800_000_000_000L;

  @BeforeEach
  void start() {
    var part = matrix.newPart(0);
    matrix.activate(part);
    for (int item = 0; item < ITEMS; item++) {
      matrix.intern("item-" + item);
    }
    learner = new Learner(SETTINGS, matrix, part, Kernels.best());
    index = new ItemIndex(matrix, Kernels.best());
  }

  private UserState user(int number) {
    return users.computeIfAbsent(
        number,
        n -> new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator()));
  }

  private void learn(int user, int item, SplittableRandom random) {
    timeMillis += 1_000;
    learner.score(user(user), timeMillis);
    learner.learn(user(user), item, 1, timeMillis, random);
  }

  private int best(UserState user) {
    return index
        .topK(
            learner.score(user, timeMillis),
            1,
            new Filter().unless(slot -> slot == user.recentSlot(0)))
        .getFirst()
        .slot();
  }

  /// Everyone goes round the same cycle, from a place of their own: all items are equally popular
  /// and all users equally fond of each, so only the last item tells the next one.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void theNextItemOfACycleIsFound(long seed) {
    var random = new SplittableRandom(seed);
    int[] place = new int[USERS];
    for (int u = 0; u < USERS; u++) {
      place[u] = random.nextInt(ITEMS);
    }
    int steps = 60; // a consumed item may come again
    for (int event = 0; event < USERS * steps; event++) {
      int u = event % USERS;
      learn(u, place[u], random);
      place[u] = (place[u] + 1) % ITEMS;
    }
    int right = 0;
    for (int u = 0; u < USERS; u++) {
      right += best(user(u)) == place[u] ? 1 : 0;
    }
    assertThat(right).as("seed %d: right of %d", seed, USERS).isGreaterThan(USERS * 8 / 10);
  }

  /// Half of the items are loved until the change, the other half from then on.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void afterADriftOldFavouritesNoLongerLead(long seed) {
    var random = new SplittableRandom(seed);
    int half = ITEMS / 2;
    for (int event = 0; event < 2_000; event++) {
      learn(random.nextInt(USERS), random.nextInt(half), random);
    }
    assertThat(shareBelow(half)).as("seed %d, before", seed).isGreaterThan(0.9);
    for (int event = 0; event < 500; event++) {
      learn(random.nextInt(USERS), half + random.nextInt(half), random);
    }
    assertThat(shareBelow(half)).as("seed %d, after", seed).isLessThan(0.1);
  }

  /// Share of the users' best items that have a smaller number.
  private double shareBelow(int item) {
    return IntStream.range(0, USERS).filter(u -> best(user(u)) < item).count() / (double) USERS;
  }
}
