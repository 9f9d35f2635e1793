package io.millrace.model.event;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that was probably meant.
public final class NearestName {
  private static final int MAX_COMPARED_CHARS = 64;

  private NearestName() {}

  /// The known name that differs least from this one, if it differs by no more than half of its
  /// characters. Case, underscores, hyphens and spaces do not count.
  public static Optional<String> of(String name, Collection<String> known) {
    String plain = plain(name);
    return known.stream()
        .min(Comparator.comparingInt(each -> distance(plain, plain(each))))
        .filter(
            best -> 2 * distance(plain, plain(best)) <= Math.max(plain.length(), best.length()));
  }

  /// `; nearest is 'x'` for the end of a message, or nothing.
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map("; nearest is '%s'"::formatted).orElse("");
  }

  private static String plain(String name) {
    String compared = name.substring(0, Math.min(name.length(), MAX_COMPARED_CHARS));
    return compared.toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]", "");
  }

  /// Characters to insert, delete, replace or swap with their neighbour (Damerau 1964).
  private static int distance(String a, String b) {
    int[][] costs = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        costs[i][j] = i == 0 || j == 0 ? i + j : cost(a, b, i, j, costs);
      }
    }
    return costs[a.length()][b.length()];
  }

  private static int cost(String a, String b, int i, int j, int[][] costs) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = costs[i - 1][j - 1] + same;
    least = Math.min(least, 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
  }
}
