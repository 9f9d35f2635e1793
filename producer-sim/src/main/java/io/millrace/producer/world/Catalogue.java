package io.millrace.producer.world;

import io.millrace.model.event.ItemDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All items, the hidden groups they belong to, and how popular they are.
///
/// Popularity moves and items arrive in steps, one in [#stepEvents] events; in between nothing here
/// changes. A step costs time in proportion to the items, so it is taken the more seldom the more
/// there are.
final class Catalogue {
  private static final double SECOND_GROUP_PROBABILITY = 0.3;
  private static final double SECOND_GROUP_SHARE = 0.4;
  private static final int MIN_STEP_EVENTS = 250;
  private static final double EVENTS_PER_STEP_AND_ITEM = 0.5;

  private final ItemSettings settings;
  private final WorldRandom random;
  private final Popularity popularity;
  private final Shelf all = new Shelf();
  private final List<Shelf> groups = new ArrayList<>(); // (groups)
  private final List<Item> items = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private double owed;

  Catalogue(ItemSettings settings, WorldRandom random, long nowMillis) {
    this.settings = settings;
    this.random = random;
    popularity = new Popularity(settings.driftPerThousand());
    for (int group = 0; group < settings.groups(); group++) {
      groups.add(new Shelf());
    }
    int[] ranks = permutation(settings.initial());
    for (int rank : ranks) {
      add(rank, false, nowMillis);
    }
    reweigh(0);
  }

  /// Events until the next step.
  long stepEvents() {
    return Math.max(MIN_STEP_EVENTS, (long) (EVENTS_PER_STEP_AND_ITEM * items.size()));
  }

  /// Moves popularity on by so many events and lets the items in that arrived meanwhile.
  void step(long events, long nowMillis) {
    owed += settings.newPerThousand() * events / 1_000;
    while (owed >= 1) {
      add(1 + random.nextInt(settings.initial()), true, nowMillis);
      owed--;
    }
    reweigh(events / 1_000.0);
  }

  int size() {
    return items.size();
  }

  Item item(int index) {
    return items.get(index);
  }

  /// Ids by order of arrival; a live list.
  List<String> ids() {
    return ids;
  }

  @Nullable Integer indexOf(String itemId) {
    return indexes.get(itemId);
  }

  /// Every item, by popularity.
  Shelf all() {
    return all;
  }

  /// The items of one group, by popularity; those for which it is the second count for less.
  Shelf group(int group) {
    return groups.get(group);
  }

  private void add(int rank, boolean promoted, long nowMillis) {
    int index = items.size();
    // The first items go round the groups, so that none is empty.
    int main = index < settings.groups() ? index : random.nextInt(settings.groups());
    int second = random.chance(SECOND_GROUP_PROBABILITY) ? random.nextInt(settings.groups()) : main;
    List<String> categories = Categories.draw(main, random);
    var details =
        new ItemDetails(Titles.of(index), categories, List.of(), nowMillis, false, null, Map.of());
    var item = new Item(String.format(Locale.ROOT, "i%06d", index), main, second, details);
    items.add(item);
    ids.add(item.id());
    indexes.put(item.id(), index);
    popularity.add(rank, promoted, random);
    all.add(index, 1);
    groups.get(main).add(index, 1);
    if (item.hasSecondGroup()) {
      groups.get(second).add(index, SECOND_GROUP_SHARE);
    }
  }

  private void reweigh(double thousands) {
    popularity.advance(thousands, random);
    all.reweigh(popularity);
    groups.forEach(shelf -> shelf.reweigh(popularity));
  }

  /// The ranks 1 to n in random order (Fisher and Yates).
  private int[] permutation(int n) {
    int[] ranks = new int[n];
    for (int i = 0; i < n; i++) {
      int other = random.nextInt(i + 1);
      ranks[i] = ranks[other];
      ranks[other] = i + 1;
    }
    return ranks;
  }
}
