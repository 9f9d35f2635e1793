package io.millrace.producer.send;

/// How fast events are sent.
public sealed interface Pacing {

  /// As fast as they are taken.
  record Unlimited() implements Pacing {}

  /// At an even rate.
  ///
  /// @param eventsPerSecond above 0
  record PerSecond(double eventsPerSecond) implements Pacing {
    /// @throws IllegalArgumentException if the rate is not above 0
    public PerSecond {
      requirePositive("events per second", eventsPerSecond);
    }
  }

  /// As they happened, so many times faster. An event without a timestamp follows the one before
  /// it.
  ///
  /// @param factor above 0; 1 is the speed at which they happened
  record SpeedUp(double factor) implements Pacing {
    /// @throws IllegalArgumentException if the factor is not above 0
    public SpeedUp {
      requirePositive("speed", factor);
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", which is not above 0");
    }
  }
}
