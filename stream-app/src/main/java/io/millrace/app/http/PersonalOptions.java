package io.millrace.app.http;

import io.millrace.app.query.Selection;
import java.util.Set;
import java.util.TreeSet;

/// What may be said of a list that is made for someone.
///
/// @param k most items
/// @param offset best items to skip
/// @param selection which items
/// @param includeSeen whether consumed items may be in the list
/// @param explain whether each item comes with its reasons
record PersonalOptions(
    int k, int offset, Selection selection, boolean includeSeen, boolean explain) {
  /// @param more that one list takes besides
  static Set<String> names(String... more) {
    Set<String> names = new TreeSet<>(ListParameters.names("includeSeen", "explain"));
    names.addAll(Set.of(more));
    return Set.copyOf(names);
  }

  static PersonalOptions of(Parameters asked) {
    return new PersonalOptions(
        ListParameters.k(asked),
        ListParameters.offset(asked),
        ListParameters.selection(asked),
        asked.flag("includeSeen", false),
        asked.flag("explain", false));
  }
}
