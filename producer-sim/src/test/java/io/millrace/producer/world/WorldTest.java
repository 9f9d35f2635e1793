package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.ItemDetails;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static final int EVENTS = 20_000;

  @Test
  void equalSettingsGiveEqualEvents() {
    assertThat(events(WorldSettings.DEFAULT)).isEqualTo(events(WorldSettings.DEFAULT));
  }

  @Test
  void theFirstEventsOfTheDefaultWorldNeverChange() {
    var world = new World(WorldSettings.DEFAULT);
    assertThat(Stream.generate(world::next).limit(3).map(WorldTest::brief))
        .containsExactly(
            "u000131 view i000818 1767225604196",
            "u000900 view i000546 1767225605707",
            "u000222 like i000895 1767225605843");
  }

  @Test
  void otherSeedsGiveOtherEvents() {
    assertThat(events(WorldSettings.DEFAULT))
        .isNotEqualTo(events(WorldSettings.DEFAULT.withSeed(2)));
  }

  @Test
  void askingTheTruthChangesNothing() {
    var asked = new World(WorldSettings.DEFAULT);
    var left = new World(WorldSettings.DEFAULT);
    for (int i = 0; i < 1_000; i++) {
      asked.truth().bestItems(asked.nextUserId(), 10);
      assertThat(asked.next()).isEqualTo(left.next());
    }
  }

  @Test
  void theNextUserIsKnownAndThePositionCounts() {
    var world = new World(WorldSettings.DEFAULT);
    for (int i = 0; i < 1_000; i++) {
      assertThat(world.position()).isEqualTo(i);
      String user = world.nextUserId();
      assertThat(world.next().userId()).isEqualTo(user);
    }
  }

  @Test
  void timeStartsAtTheEpochAndAdvancesByTheMeanGap() {
    List<Long> times = events(WorldSettings.DEFAULT).stream().map(WorldTest::time).toList();
    assertThat(times).isSorted();
    assertThat(times.getFirst()).isGreaterThanOrEqualTo(World.EPOCH_MILLIS);
    double meanGap = (double) (times.getLast() - World.EPOCH_MILLIS) / EVENTS;
    assertThat(meanGap).isCloseTo(2_000, within(100.0));
  }

  @Test
  void repeatsComeAtTheSetRate() {
    var seen = new HashSet<List<String>>();
    long repeats =
        events(WorldSettings.DEFAULT).stream()
            .filter(event -> !seen.add(List.of(event.userId(), event.itemId())))
            .count();
    assertThat((double) repeats / EVENTS).isCloseTo(0.05, within(0.01));
  }

  @Test
  void usersAndItemsArriveAtTheSetRates() {
    var world = new World(WorldSettings.DEFAULT);
    List<Interaction> events = Stream.generate(world::next).limit(EVENTS).toList();
    assertThat(world.userIds().size() - 1_000).isBetween(150, 250);
    assertThat(world.itemIds().size() - 1_000).isBetween(190, 200);
    Set<String> oldItems = Set.copyOf(world.itemIds().subList(0, 1_000));
    Set<String> oldUsers = Set.copyOf(world.userIds().subList(0, 1_000));
    assertThat(events)
        .filteredOn(event -> !oldItems.contains(event.itemId()))
        .hasSizeGreaterThan(500);
    assertThat(events)
        .filteredOn(event -> !oldUsers.contains(event.userId()))
        .hasSizeGreaterThan(500);
  }

  @Test
  void withoutArrivalsTheWorldStaysAsItBegan() {
    WorldSettings settings =
        WorldSettings.DEFAULT
            .withUsers(new UserSettings(50, 0, 3, 8))
            .withItems(new ItemSettings(60, 0, 20, 0.05));
    var world = new World(settings);
    Stream.generate(world::next).limit(EVENTS).forEach(_ -> {});
    assertThat(world.userIds()).hasSize(50);
    assertThat(world.itemIds()).hasSize(60);
  }

  @Test
  void aWorldOfOneUserAndOneItemGoesOn() {
    WorldSettings settings =
        WorldSettings.DEFAULT
            .withUsers(new UserSettings(1, 0, 1, 1))
            .withItems(new ItemSettings(1, 0, 1, 0));
    var world = new World(settings);
    assertThat(Stream.generate(world::next).limit(100).map(Interaction::itemId))
        .containsOnly("i000000");
    assertThat(world.truth().bestItems("u000000", 10)).isEmpty();
  }

  @Test
  void typesAreKnownAndOnlyWhatIsOutsideTheTasteIsDisliked() {
    var world = new World(WorldSettings.DEFAULT);
    List<Interaction> events = Stream.generate(world::next).limit(EVENTS).toList();
    assertThat(events).allSatisfy(event -> EventWeights.DEFAULT.of(event));
    assertThat(events.stream().map(Interaction::type).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("view", "click", "like", "purchase", "dislike");
    List<Interaction> dislikes =
        events.stream().filter(event -> event.type().equals("dislike")).toList();
    assertThat(dislikes).hasSizeBetween(EVENTS / 500, EVENTS / 50);
    assertThat(dislikes).noneMatch(event -> Hidden.inTaste(world, event));
  }

  @Test
  void detailsHaveDifferentTitlesCategoriesAndTheTimeOfArrival() {
    var world = new World(WorldSettings.DEFAULT);
    Stream.generate(world::next).limit(EVENTS).forEach(_ -> {});
    List<ItemDetails> details = world.itemIds().stream().map(world::details).toList();
    assertThat(details).extracting(ItemDetails::title).doesNotHaveDuplicates();
    assertThat(details).allMatch(item -> Categories.ALL.containsAll(item.categories()));
    assertThat(details.getFirst().timestampMillis()).isEqualTo(World.EPOCH_MILLIS);
    assertThat(details.getLast().timestampMillis()).isGreaterThan(World.EPOCH_MILLIS);
    assertThat(world.details("nothing")).isEqualTo(ItemDetails.UNLISTED);
  }

  private static List<Interaction> events(WorldSettings settings) {
    var world = new World(settings);
    return Stream.generate(world::next).limit(EVENTS).toList();
  }

  private static long time(Interaction event) {
    return event.timestampMillis() == null ? -1 : event.timestampMillis();
  }

  private static String brief(Interaction event) {
    return event.userId() + " " + event.type() + " " + event.itemId() + " " + time(event);
  }
}
