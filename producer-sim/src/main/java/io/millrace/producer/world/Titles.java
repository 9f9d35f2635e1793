package io.millrace.producer.world;

import java.util.List;

/// Readable titles, all different: a title is a pattern and two words, and a number walks through
/// all of their combinations.
final class Titles {
  private static final List<String> ADJECTIVES =
      words(
          """
          Amber Ancient Bitter Blue Borrowed Bright Broken Burning Careless Crimson Crooked Distant
          Early Electric Endless Faithful Fallen Forgotten Frozen Gentle Gilded Golden Hidden Hollow
          Honest Idle Invisible Iron Last Lonely Lost Lucky Midnight Narrow Northern Open Painted
          Pale Patient Quiet Restless Salted Scarlet Second Secret Silent Silver Sleeping Slow
          Stolen Stubborn Sudden Tangled Tender Velvet Wandering Wild Winter Wooden Yellow
          """);

  private static final List<String> NOUNS =
      words(
          """
          Apple Archive Bell Bridge Canal Candle Captain Cartographer Castle Circus Clock Cloud
          Compass Daughter Desert Dream Echo Engine Feather Ferry Field Fire Forest Fox Garden
          Gardener Harbour Heron Hill Horizon House Island Journey Kitchen Lake Lantern Letter
          Library Lighthouse Machine Market Meadow Mirror Moon Mountain Night Ocean Orchard Piano
          Promise River Road Sailor Season Shadow Station Stranger Summer Thief Tide Tower Traveller
          Valley Violin Voyage Whisper Window
          """);

  private static final List<String> PATTERNS =
      List.of("The %s %s", "%s %s", "Return to the %s %s", "A %s %s", "Beyond the %s %s");

  private static final int COMBINATIONS = PATTERNS.size() * ADJECTIVES.size() * NOUNS.size();

  /// A prime that divides no size of a list, so that the walk meets each combination once.
  private static final int STRIDE = 7_919;

  private Titles() {}

  /// Title of the item with this number, from 0.
  static String of(int number) {
    int combination = (int) ((long) number * STRIDE % COMBINATIONS);
    String adjective = ADJECTIVES.get(combination % ADJECTIVES.size());
    int rest = combination / ADJECTIVES.size();
    String noun = NOUNS.get(rest % NOUNS.size());
    String title = pattern(rest / NOUNS.size(), adjective, noun);
    int volume = 1 + number / COMBINATIONS;
    return volume == 1 ? title : title + ", part " + volume;
  }

  private static String pattern(int index, String adjective, String noun) {
    String title = PATTERNS.get(index).formatted(adjective, noun);
    boolean vowel = "AEIOU".indexOf(adjective.charAt(0)) >= 0;
    return vowel && title.startsWith("A ") ? "An" + title.substring(1) : title;
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
