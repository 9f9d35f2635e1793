package io.millrace.app.http;

import io.millrace.app.query.Selection;
import java.util.Set;
import java.util.TreeSet;

/// The parameters that every list of items takes: how many, from where, and which.
final class ListParameters {
  private static final int DEFAULT_K = 10;

  /// Items that may be skipped. Whoever pages further wants an export.
  private static final int MAX_OFFSET = 10_000;

  private ListParameters() {}

  /// @param more that one list takes besides
  static Set<String> names(String... more) {
    Set<String> names =
        new TreeSet<>(
            Set.of(
                "k",
                "offset",
                "exclude",
                "only",
                "category",
                "allCategories",
                ItemFields.PARAMETER));
    names.addAll(Set.of(more));
    return Set.copyOf(names);
  }

  static int k(Parameters asked) {
    return asked.integer("k", DEFAULT_K, 1, Api.MAX_K);
  }

  static int offset(Parameters asked) {
    return asked.integer("offset", 0, 0, MAX_OFFSET);
  }

  static Selection selection(Parameters asked) {
    return new Selection(
        asked.ids("exclude"), asked.ids("only"), asked.ids("category"), asked.ids("allCategories"));
  }
}
