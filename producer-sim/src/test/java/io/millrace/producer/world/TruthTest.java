package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TruthTest {
  private static final long SEED = 7;

  /// Few items and many repeats, so that whole groups are consumed, and arrivals.
  private static final WorldSettings SMALL =
      WorldSettings.DEFAULT
          .withSeed(SEED)
          .withUsers(new UserSettings(40, 10, 2, 6))
          .withItems(new ItemSettings(40, 10, 4, 0.2))
          .withEvents(new EventSettings(0.7, 0.1, 0.15, 2_000));

  @Test
  void probabilitiesOfAllItemsSumToOne() {
    var world = new World(SMALL);
    for (int i = 0; i < 2_000; i++) {
      for (String user : List.of(world.nextUserId(), "u000000", "a stranger")) {
        assertThat(sum(world, user)).isCloseTo(1, within(1e-9));
      }
      world.next();
    }
  }

  /// For each item, each class of probability and repeats as a whole, the events seen less those
  /// expected, over the standard deviation `sqrt(sum p (1 - p))`: standard normal if the truth is
  /// true.
  @Test
  void probabilitiesMatchWhatHappens() {
    var world = new World(SMALL);
    var byItem = new HashMap<String, Excess>();
    var byClass = new HashMap<Integer, Excess>();
    var repeats = new Excess();
    var consumed = new HashMap<String, Set<String>>();
    for (int i = 0; i < 4_000; i++) {
      String user = world.nextUserId();
      var expected = new HashMap<String, Double>();
      for (String item : world.itemIds()) {
        expected.put(item, world.truth().probability(user, item));
      }
      String chosen = world.next().itemId();
      Set<String> mine = consumed.computeIfAbsent(user, _ -> new HashSet<>());
      double repeat = mine.stream().mapToDouble(expected::get).sum();
      repeats.add(repeat, !mine.add(chosen));
      expected.forEach(
          (item, p) -> {
            byItem.computeIfAbsent(item, _ -> new Excess()).add(p, item.equals(chosen));
            byClass
                .computeIfAbsent(Math.getExponent(p), _ -> new Excess())
                .add(p, item.equals(chosen));
          });
    }
    assertNormal("items, seed " + SEED, byItem);
    assertNormal("classes of probability, seed " + SEED, byClass);
    assertNormal("repeats, seed " + SEED, Map.of("all", repeats));
  }

  @Test
  void consumedItemsAreNeverAmongTheBest() {
    var world = new World(SMALL);
    var consumed = new HashMap<String, Set<String>>();
    for (int i = 0; i < 3_000; i++) {
      String user = world.nextUserId();
      Set<String> mine = consumed.computeIfAbsent(user, _ -> new HashSet<>());
      assertThat(world.truth().bestItems(user, 10)).noneMatch(mine::contains);
      mine.add(world.next().itemId());
    }
  }

  @Test
  void ranksFollowTheOrderOfTheBest() {
    var world = new World(SMALL);
    Stream.generate(world::next).limit(500).forEach(_ -> {});
    String user = world.nextUserId();
    List<String> order = world.truth().bestItems(user, Integer.MAX_VALUE);
    for (int place = 0; place < order.size(); place++) {
      assertThat(world.truth().rankOf(user, order.get(place))).isEqualTo(place + 1);
      if (place > 0) {
        assertThat(world.truth().probability(user, order.get(place)))
            .isLessThanOrEqualTo(world.truth().probability(user, order.get(place - 1)));
      }
    }
    assertThat(world.truth().rankOf(user, "nothing")).isEqualTo(order.size() + 1);
    assertThat(world.truth().bestItems(user, 3)).isEqualTo(order.subList(0, 3));
    assertThat(world.itemIds())
        .filteredOn(item -> !order.contains(item))
        .isNotEmpty()
        .allMatch(item -> world.truth().rankOf(user, item) == order.size() + 1);
  }

  @Test
  void ofEqualsTheSmallerIdComesFirst() {
    WorldSettings settings =
        WorldSettings.DEFAULT
            .withUsers(new UserSettings(1, 0, 1, 1))
            .withItems(new ItemSettings(10, 0, 10, 0))
            .withEvents(new EventSettings(0, 0, 0, 1));
    var world = new World(settings);
    List<String> best = world.truth().bestItems("u000000", 10);
    // One group is favoured: outside of it every probability is 0.
    List<String> impossible =
        best.stream().filter(item -> world.truth().probability("u000000", item) == 0).toList();
    assertThat(impossible).hasSizeGreaterThan(5).isSorted();
  }

  @Test
  void nothingIsAnOrdinaryAnswer() {
    Truth truth = new World(SMALL).truth();
    assertThat(truth.bestItems("u000000", 0)).isEmpty();
    assertThat(truth.probability("u000000", "nothing")).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> truth.bestItems("u000000", -1))
        .withMessageContaining("k is -1");
  }

  private static double sum(World world, String user) {
    return world.itemIds().stream().mapToDouble(i -> world.truth().probability(user, i)).sum();
  }

  /// The mean of `n` squares of standard normals is 1 with variance `2 / n`: three deviations.
  private static void assertNormal(String what, Map<?, Excess> cells) {
    List<Double> scores =
        cells.values().stream().filter(Excess::counts).map(Excess::score).toList();
    double meanSquare = scores.stream().mapToDouble(z -> z * z).average().orElseThrow();
    assertThat(scores).as(what).isNotEmpty().allMatch(z -> Math.abs(z) < 4);
    assertThat(meanSquare).as(what).isLessThan(1 + 3 * Math.sqrt(2.0 / scores.size()));
  }

  private static final class Excess {
    private double excess;
    private double variance;

    void add(double probability, boolean happened) {
      excess += (happened ? 1 : 0) - probability;
      variance += probability * (1 - probability);
    }

    /// Whether so much was expected that the normal distribution is near.
    boolean counts() {
      return variance > 5;
    }

    double score() {
      return excess / Math.sqrt(variance);
    }
  }
}
