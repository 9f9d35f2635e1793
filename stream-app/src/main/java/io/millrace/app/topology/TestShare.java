package io.millrace.app.topology;

import java.util.OptionalDouble;
import java.util.SplittableRandom;

/// Share of the events that are ranked before they are learned. Ranking costs time in proportion to
/// the catalogue, so where no share is fixed it falls as the catalogue grows, and ranking always
/// takes about a twentieth of the time of learning.
///
/// @param fixed 0 to 1; empty for the automatic share
public record TestShare(OptionalDouble fixed) {
  /// Items of which ranking all takes about a twentieth of the time in which an event is learned.
  private static final int CHEAP_ITEMS = 40;

  private static final String AUTOMATIC_NAME = "auto";

  public static final TestShare AUTOMATIC = new TestShare(OptionalDouble.empty());

  /// Every event is ranked.
  public static final TestShare ALL = new TestShare(OptionalDouble.of(1));

  /// @throws IllegalArgumentException if a fixed share is not between 0 and 1
  public TestShare {
    double share = fixed.orElse(1);
    if (!(share >= 0 && share <= 1)) {
      throw outOfRange(Double.toString(share));
    }
  }

  /// A share as it is written in options: a number, or `auto`.
  ///
  /// @throws IllegalArgumentException if it is neither, or the number is not between 0 and 1
  public static TestShare parse(String text) {
    if (text.equals(AUTOMATIC_NAME)) {
      return AUTOMATIC;
    }
    try {
      return new TestShare(OptionalDouble.of(Double.parseDouble(text)));
    } catch (NumberFormatException noNumber) {
      throw outOfRange(text);
    }
  }

  private static IllegalArgumentException outOfRange(String share) {
    return new IllegalArgumentException(
        "test-share is '%s', but must be between 0 and 1, or %s".formatted(share, AUTOMATIC_NAME));
  }

  /// The share while so many items are known, at least one.
  double at(int items) {
    return fixed.orElse(Math.min(1, (double) CHEAP_ITEMS / items));
  }

  /// Whether an event is among a share of all, by nothing but its place: the sample is without bias
  /// and the same after a restart.
  ///
  /// @param placeSeed by which the event's other random numbers are drawn; they stay as they are
  static boolean holds(double share, long placeSeed) {
    return share >= 1 || new SplittableRandom(~placeSeed).nextDouble() < share;
  }
}
