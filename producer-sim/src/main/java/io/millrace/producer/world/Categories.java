package io.millrace.producer.world;

import java.util.List;

/// Categories that say something of an item's hidden group but not all: groups share categories,
/// and an item in three stands in another one.
final class Categories {
  static final List<String> ALL =
      List.of(
          "Adventure",
          "Comedy",
          "Crime",
          "Drama",
          "Fantasy",
          "History",
          "Music",
          "Mystery",
          "Nature",
          "Romance",
          "Science",
          "Travel");

  private static final double AT_HOME = 0.67;
  private static final double WITH_SECOND = 0.4;

  private Categories() {}

  static List<String> draw(int mainGroup, WorldRandom random) {
    String first = random.chance(AT_HOME) ? ALL.get(mainGroup % ALL.size()) : any(random);
    String second = random.chance(WITH_SECOND) ? any(random) : first;
    return first.equals(second) ? List.of(first) : List.of(first, second);
  }

  private static String any(WorldRandom random) {
    return ALL.get(random.nextInt(ALL.size()));
  }
}
