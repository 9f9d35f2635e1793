package io.millrace.app.http;

import io.millrace.app.query.Selection;
import io.millrace.model.event.SeenRules;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What may be said of a list that is made for someone.
///
/// @param k most items
/// @param offset best items to skip
/// @param selection which items
/// @param includeSeen whether consumed items may be in the list
/// @param leaveOut which consumed items may not be, as the request said it; empty for those of the
///   instance's rules
/// @param seen the rules that `leaveOut` makes; null for the instance's
/// @param fields what is told of each item
/// @param explain whether each item comes with its reasons
record PersonalOptions(
    int k,
    int offset,
    Selection selection,
    boolean includeSeen,
    Set<String> leaveOut,
    @Nullable SeenRules seen,
    ItemFields fields,
    boolean explain) {
  /// @param more that one list takes besides
  static Set<String> names(String... more) {
    Set<String> names = new TreeSet<>(ListParameters.names("includeSeen", "leaveOut", "explain"));
    names.addAll(Set.of(more));
    return Set.copyOf(names);
  }

  /// @param types of events that there are
  static PersonalOptions of(Parameters asked, Set<String> types) {
    boolean includeSeen = asked.flag("includeSeen", false);
    Set<String> leaveOut = asked.ids("leaveOut");
    if (includeSeen && !leaveOut.isEmpty()) {
      throw invalid(asked, leaveOut, "comes together with includeSeen=true");
    }
    return new PersonalOptions(
        ListParameters.k(asked),
        ListParameters.offset(asked),
        ListParameters.selection(asked),
        includeSeen,
        leaveOut,
        leaveOut.isEmpty() ? null : rules(asked, leaveOut, types),
        ItemFields.of(asked),
        asked.flag("explain", false));
  }

  private static SeenRules rules(Parameters asked, Set<String> leaveOut, Set<String> types) {
    try {
      return SeenRules.leavingOut(leaveOut, types);
    } catch (IllegalArgumentException wrong) {
      throw invalid(asked, leaveOut, "is wrong: " + wrong.getMessage());
    }
  }

  private static Problem invalid(Parameters asked, Set<String> leaveOut, String detail) {
    return Problem.with(asked.kind(), "leaveOut", String.join(",", leaveOut), detail);
  }
}
