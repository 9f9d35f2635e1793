package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Ids;
import io.millrace.model.event.Interaction;
import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.PrequentialTest;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import io.millrace.producer.world.World;
import io.millrace.producer.world.WorldSettings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The simulator's default world is learned: recommendations approach its hidden truth.
class SimulatedWorldTest {
  private static final int EVENTS = 20_000;
  private static final int TOP = 10;
  private static final int SAMPLED_USERS = 200;

  private final LearnerSettings settings = LearnerSettings.DEFAULT;
  private final Kernels kernels = Kernels.best();
  private long nowMillis;
  private final ItemMatrix matrix =
      new ItemMatrix(settings.rank(), 1, settings.startScale(), settings.startAccumulator());
  private final ItemIndex index = new ItemIndex(matrix, kernels);
  private final PrequentialTest test = new PrequentialTest(matrix, index);
  private final Map<String, UserState> users = new HashMap<>();
  private final Map<Integer, Integer> counts = new HashMap<>();

  /// Mean true probability that a user's next event is with one of ten items.
  private record Mass(double learned, double popular, double best) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void theHiddenTasteIsFound(long seed) {
    var world = new World(WorldSettings.DEFAULT.withSeed(seed));
    ItemPart part = matrix.newPart(0);
    matrix.activate(part);
    var learner = new Learner(settings, matrix, part, kernels);
    var learned = new Tally();
    var popular = new Tally();
    for (int i = 0; i < EVENTS; i++) {
      learn(world.next(), learner, new SplittableRandom(seed + i), learned, popular);
    }
    Mass mass = mass(world, learner, new SplittableRandom(seed));
    System.out.printf(
        "seed %d: HR@10 learned %.4f, popularity %.4f of %d tested; true mass of the top 10:"
            + " learned %.4f, popularity %.4f, best possible %.4f%n",
        seed,
        learned.hitRate(),
        popular.hitRate(),
        learned.tested(),
        mass.learned(),
        mass.popular(),
        mass.best());

    assertThat(learned.hitRate()).isGreaterThanOrEqualTo(2 * popular.hitRate());
    assertThat(mass.learned()).isGreaterThanOrEqualTo(2 * mass.popular());
    assertThat(mass.learned()).isGreaterThanOrEqualTo(0.5 * mass.best());
  }

  private void learn(
      Interaction event, Learner learner, SplittableRandom random, Tally learned, Tally popular) {
    UserState user =
        users.computeIfAbsent(
            event.userId(),
            id -> new UserState(settings.rank(), settings.context(), settings.startAccumulator()));
    int slot = matrix.intern(event.itemId());
    long timeMillis = event.timestampMillis() == null ? 0 : event.timestampMillis();
    float[] query = learner.score(user, timeMillis);
    if (test.applies(user, slot)) {
      learned.countTest(test.rank(query, user, slot), 1);
      popular.countTest(rankByCount(user, slot), 1);
    }
    learner.learn(user, slot, 1, timeMillis, random);
    nowMillis = timeMillis;
    counts.merge(slot, 1, Integer::sum);
  }

  /// How many items not consumed had more events than this one or, of as many, a smaller id.
  private int rankByCount(UserState user, int slot) {
    Comparator<Integer> order = byCount();
    return (int)
        counts.keySet().stream()
            .filter(other -> order.compare(other, slot) < 0 && !user.hasConsumed(other))
            .limit(TOP)
            .count();
  }

  private Comparator<Integer> byCount() {
    return Comparator.<Integer>comparingInt(slot -> -counts.getOrDefault(slot, 0))
        .thenComparing((a, b) -> Ids.compare(matrix.idOf(a), matrix.idOf(b)));
  }

  private Mass mass(World world, Learner learner, SplittableRandom random) {
    List<String> known = users.keySet().stream().sorted().toList();
    double learned = 0;
    double popular = 0;
    double best = 0;
    for (int i = 0; i < SAMPLED_USERS; i++) {
      String userId = known.get(random.nextInt(known.size()));
      learned += mass(world, userId, recommended(learner, userId));
      popular += mass(world, userId, mostPopular(userId));
      best += mass(world, userId, world.truth().bestItems(userId, TOP));
    }
    return new Mass(learned / SAMPLED_USERS, popular / SAMPLED_USERS, best / SAMPLED_USERS);
  }

  private static double mass(World world, String userId, List<String> items) {
    return items.stream().mapToDouble(item -> world.truth().probability(userId, item)).sum();
  }

  private List<String> recommended(Learner learner, String userId) {
    UserState user = state(userId);
    return index
        .topK(learner.score(user, nowMillis), TOP, new Filter().unless(user::hasConsumed))
        .stream()
        .map(ScoredItem::itemId)
        .toList();
  }

  private List<String> mostPopular(String userId) {
    UserState user = state(userId);
    return counts.keySet().stream()
        .filter(slot -> !user.hasConsumed(slot))
        .sorted(byCount())
        .limit(TOP)
        .map(matrix::idOf)
        .toList();
  }

  private UserState state(String userId) {
    UserState user = users.get(userId);
    if (user == null) {
      throw new IllegalArgumentException("unknown user " + userId);
    }
    return user;
  }
}
