package io.millrace.model.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which events take an item out of the lists of the user who did them, and for how long.
///
/// @param minutesByType for how many minutes after an event of a type its item is left out: 0 for
///   not at all, [#FOREVER]
/// @param otherMinutes the same for every other type
public record SeenRules(Map<String, Integer> minutesByType, int otherMinutes) {
  public static final int FOREVER = Integer.MAX_VALUE;

  /// Stands for every type that is not named.
  public static final String OTHERS = "*";

  /// Every event takes its item out for ever.
  public static final SeenRules DEFAULT = new SeenRules(Map.of(), FOREVER);

  /// No event takes its item out.
  public static final SeenRules NOTHING = new SeenRules(Map.of(), 0);

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([mhd])");
  private static final Map<String, Integer> UNIT_MINUTES = Map.of("m", 1, "h", 60, "d", 24 * 60);

  public SeenRules {
    minutesByType = Map.copyOf(minutesByType);
  }

  /// The rules of a setting such as `purchase=forever, view=no, cart=1h`: types that are not named
  /// are left out for ever, unless `*` says something else.
  ///
  /// @param known event types that there are
  /// @throws IllegalArgumentException naming the type or the duration that is wrong
  public static SeenRules parse(Map<String, String> settings, Set<String> known) {
    Map<String, Integer> minutes = new LinkedHashMap<>();
    settings.forEach(
        (type, duration) -> {
          if (!type.equals(OTHERS)) {
            requireKnown(type, known);
          }
          minutes.put(type, minutes(type, duration));
        });
    Integer others = minutes.remove(OTHERS);
    return new SeenRules(minutes, others == null ? FOREVER : others);
  }

  /// The rules of a request such as `purchase,cart:1h`: only what is named is left out.
  ///
  /// @param entries each a type, or a type and a duration with a colon between them
  /// @param known event types that there are
  /// @throws IllegalArgumentException naming the type or the duration that is wrong
  public static SeenRules leavingOut(Iterable<String> entries, Set<String> known) {
    Map<String, Integer> minutes = new LinkedHashMap<>();
    for (String entry : entries) {
      int colon = known.contains(entry) ? -1 : entry.lastIndexOf(':');
      String type = colon < 0 ? entry : entry.substring(0, colon);
      requireKnown(type, known);
      minutes.put(type, colon < 0 ? FOREVER : minutes(type, entry.substring(colon + 1)));
    }
    return new SeenRules(minutes, 0);
  }

  private static void requireKnown(String type, Set<String> known) {
    if (!known.contains(type)) {
      throw new IllegalArgumentException(
          "'%s' is no event type%s"
              .formatted(
                  type,
                  NearestName.of(type, known)
                      .map(": did you mean '%s'?"::formatted)
                      .orElse(
                          ": there are " + String.join(", ", known.stream().sorted().toList()))));
    }
  }

  private static int minutes(String type, String duration) {
    if (duration.equals("forever")) {
      return FOREVER;
    }
    if (duration.equals("no")) {
      return 0;
    }
    Matcher matcher = DURATION.matcher(duration);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' of type '%s' is neither forever, no, nor a time such as 30m, 1h or 7d"
              .formatted(duration, type));
    }
    long minutes =
        Long.parseLong(matcher.group(1)) * UNIT_MINUTES.getOrDefault(matcher.group(2), 1);
    return (int) Math.min(minutes, FOREVER - 1);
  }

  /// For how many minutes after an event of this type its item is left out.
  public int minutes(String type) {
    return minutesByType.getOrDefault(type, otherMinutes);
  }

  /// Whether every event takes its item out for ever.
  public boolean isEverythingForever() {
    return otherMinutes == FOREVER
        && minutesByType.values().stream().allMatch(minutes -> minutes == FOREVER);
  }
}
