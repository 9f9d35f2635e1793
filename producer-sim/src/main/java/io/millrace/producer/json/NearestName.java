package io.millrace.producer.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that was probably meant.
public final class NearestName {
  private static final int MAX_COMPARED_CHARS = 64;

  private NearestName() {}

  /// The known name that differs least from this one, if it differs by less than half of its
  /// characters. Case, underscores, hyphens and spaces do not count.
  public static Optional<String> of(String name, Collection<String> known) {
    String plain = plain(name);
    return known.stream()
        .min(Comparator.comparingInt(each -> distance(plain, plain(each))))
        .filter(best -> 2 * distance(plain, plain(best)) < Math.max(plain.length(), best.length()));
  }

  /// `: did you mean 'x'?` for the end of a message, or nothing.
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map(": did you mean '%s'?"::formatted).orElse("");
  }

  private static String plain(String name) {
    String compared = name.substring(0, Math.min(name.length(), MAX_COMPARED_CHARS));
    return compared.toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]", "");
  }

  /// Characters to insert, delete or replace, as Levenshtein counts them.
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
