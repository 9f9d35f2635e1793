package io.millrace.app.http;

import java.util.Set;

/// What a request asks for by name, wherever it stands. Something that is not there has its
/// default; something that is not valid is a [Problem] that names it.
interface Parameters {
  /// Most ids in a list.
  int MAX_LIST = 1_000;

  /// What kind of problem something is that is not valid.
  Problem.Kind kind();

  int integer(String name, int defaultValue, int min, int max);

  boolean flag(String name, boolean defaultValue);

  /// Distinct valid ids in the order in which they came, at most [#MAX_LIST].
  Set<String> ids(String name);

  /// A whole number in digits.
  static int wholeNumber(Problem.Kind kind, String name, String text, int min, int max) {
    // At most 9 digits, which an int always holds; parseInt alone takes signs and foreign digits.
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw Problem.with(kind, name, text, "is not a whole number from %d to %d".formatted(min, max));
  }

  /// The ids themselves if they are no more than `max`.
  static Set<String> atMost(Problem.Kind kind, String name, Set<String> ids, int max) {
    if (ids.size() > max) {
      throw Problem.with(kind, name, ids.size() + " ids", "are more than " + max);
    }
    return ids;
  }
}
