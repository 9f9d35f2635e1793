package io.millrace.producer.mapping;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that was probably meant.
public final class NearestName {
  private NearestName() {}

  /// The known name that differs least from this one, if it differs by no more than half of its
  /// characters; letters' case, underscores, hyphens and blanks do not count.
  public static Optional<String> of(String name, Collection<String> known) {
    String plain = plain(name);
    return known.stream()
        .min(Comparator.comparingInt(other -> distance(plain, plain(other))))
        .filter(
            best -> 2 * distance(plain, plain(best)) <= Math.max(plain.length(), best.length()));
  }

  /// ` (nearest: 'x')` for the end of a message, or nothing.
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map(nearest -> "; nearest is '" + nearest + "'").orElse("");
  }

  private static String plain(String name) {
    String cut = name.length() > 64 ? name.substring(0, 64) : name;
    return cut.toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]", "");
  }

  /// Levenshtein's.
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
