package io.millrace.app.cli;

/// What `--split` says.
///
/// @param byChance whether the events to learn are drawn, else they are the earliest
/// @param share of the events that are learned, above 0 and below 1
record SplitChoice(boolean byChance, double share) {

  /// @throws IllegalArgumentException if the text is not `random:` or `time:` and a share
  static SplitChoice parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    double share = colon < 0 ? Double.NaN : share(text.substring(colon + 1));
    boolean byChance = kind.equals("random");
    if (!(byChance || kind.equals("time")) || !(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "--split is '%s', but must be random: or time: and a share between 0 and 1"
              .formatted(text));
    }
    return new SplitChoice(byChance, share);
  }

  private static double share(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }
}
