package io.millrace.producer.world;

/// Bounds of settings, with messages that name the field and the value it had.
final class Check {
  private Check() {}

  static void atLeast(String field, double value, double least) {
    between(field, value, least, Double.MAX_VALUE);
  }

  /// @throws IllegalArgumentException if the value is not a number from `least` to `most`
  static void between(String field, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      String bound =
          most == Double.MAX_VALUE
              ? "not a finite number of at least " + text(least)
              : "not between " + text(least) + " and " + text(most);
      throw new IllegalArgumentException(field + " is " + text(value) + ", which is " + bound);
    }
  }

  private static String text(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }
}
