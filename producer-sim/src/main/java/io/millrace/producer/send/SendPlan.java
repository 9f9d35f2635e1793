package io.millrace.producer.send;

import java.util.function.LongSupplier;

/// How a source is sent.
///
/// @param pacing how fast
/// @param maxEvents most events to send in this run, not counting skipped ones
/// @param resume where earlier runs have stopped
/// @param maxUnhandled most events sent and not yet handled downstream, at least 1
/// @param handled number of events of this run that are handled downstream, asked often
public record SendPlan(
    Pacing pacing, long maxEvents, ResumePoints resume, long maxUnhandled, LongSupplier handled) {

  /// @throws IllegalArgumentException if a bound is out of its range
  public SendPlan {
    if (maxEvents < 0) {
      throw new IllegalArgumentException("maxEvents is " + maxEvents + ", which is below 0");
    }
    if (maxUnhandled < 1) {
      throw new IllegalArgumentException("maxUnhandled is " + maxUnhandled + ", which is below 1");
    }
  }

  /// Everything that is not sent yet, as fast as Kafka takes it.
  public static SendPlan unlimited(ResumePoints resume) {
    return new SendPlan(
        new Pacing.Unlimited(), Long.MAX_VALUE, resume, Long.MAX_VALUE, () -> Long.MAX_VALUE);
  }

  /// The same at another pace.
  public SendPlan withPacing(Pacing newPacing) {
    return new SendPlan(newPacing, maxEvents, resume, maxUnhandled, handled);
  }

  /// The same with another number of events at most.
  public SendPlan withMaxEvents(long newMaxEvents) {
    return new SendPlan(pacing, newMaxEvents, resume, maxUnhandled, handled);
  }

  /// The same, held back so that no more than `newMaxUnhandled` events are under way.
  public SendPlan withBackpressure(long newMaxUnhandled, LongSupplier newHandled) {
    return new SendPlan(pacing, maxEvents, resume, newMaxUnhandled, newHandled);
  }
}
