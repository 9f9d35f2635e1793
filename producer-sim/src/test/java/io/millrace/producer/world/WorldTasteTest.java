package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Interaction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The regularities that a recommender can find in the events.
class WorldTasteTest {
  private static final int EVENTS = 20_000;

  @Test
  void usersStayWithTheGroupsTheyFavour() {
    var world = new World(WorldSettings.DEFAULT);
    List<Interaction> events = Stream.generate(world::next).limit(EVENTS).toList();
    long inTaste = events.stream().filter(event -> Hidden.inTaste(world, event)).count();
    // Three groups in twenty are favoured; nine events in ten follow taste.
    assertThat((double) inTaste / EVENTS).isBetween(0.88, 0.95);
  }

  @Test
  void aStickySessionStaysWithAGroup() {
    // A flat Dirichlet taste over three groups meets itself again half of the time.
    assertThat(shareOfStays(0.9)).isBetween(0.92, 1.0);
    assertThat(shareOfStays(0)).isBetween(0.4, 0.7);
  }

  @Test
  void theChartsTurnOverWhenPopularityDrifts() {
    assertThat(chartsKept(new ItemSettings(1_000, 0, 20, 0))).isEqualTo(10);
    assertThat(chartsKept(new ItemSettings(1_000, 0, 20, 0.05))).isBetween(1, 8);
  }

  /// Share of events in a group of the same user's event before, in sessions without end.
  private static double shareOfStays(double stickiness) {
    WorldSettings settings =
        WorldSettings.DEFAULT
            .withUsers(new UserSettings(400, 0, 3, 1_000_000))
            .withItems(new ItemSettings(4_000, 0, 20, 0))
            .withEvents(new EventSettings(stickiness, 0, 0, 2_000));
    var world = new World(settings);
    var last = new HashMap<String, Item>();
    int stays = 0;
    int pairs = 0;
    for (int i = 0; i < EVENTS / 4; i++) {
      Interaction event = world.next();
      Item item = Hidden.item(world, event.itemId());
      Item before = last.put(event.userId(), item);
      if (before != null) {
        pairs++;
        stays += Hidden.shareGroup(before, item) ? 1 : 0;
      }
    }
    return (double) stays / pairs;
  }

  /// How many of the ten most popular items are so after the events still.
  private static int chartsKept(ItemSettings items) {
    var world = new World(WorldSettings.DEFAULT.withItems(items));
    var before = new HashSet<String>(world.truth().bestItems("a stranger", 10));
    Stream.generate(world::next).limit(EVENTS).forEach(_ -> {});
    before.retainAll(world.truth().bestItems("a stranger", 10));
    return before.size();
  }
}
