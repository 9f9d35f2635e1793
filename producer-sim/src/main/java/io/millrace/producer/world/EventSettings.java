package io.millrace.producer.world;

/// What people do in a world, event by event.
///
/// @param stickiness probability that an event stays in the group of the one before in its session
/// @param repeatProbability probability that an event goes back to an item already consumed
/// @param noiseShare probability that an event that is no repeat follows popularity, not taste
/// @param meanGapMillis mean time between two events of the whole world, milliseconds
public record EventSettings(
    double stickiness, double repeatProbability, double noiseShare, double meanGapMillis) {

  /// A session stays with a group for some five events; an event in twenty repeats an earlier one.
  public static final EventSettings DEFAULT = new EventSettings(0.8, 0.05, 0.1, 2_000);

  /// @throws IllegalArgumentException naming the field that is out of bounds, and its value
  public EventSettings {
    Check.between("events.stickiness", stickiness, 0, 1);
    Check.between("events.repeatProbability", repeatProbability, 0, 1);
    Check.between("events.noiseShare", noiseShare, 0, 1);
    Check.between("events.meanGapMillis", meanGapMillis, 0, 86_400_000);
  }
}
