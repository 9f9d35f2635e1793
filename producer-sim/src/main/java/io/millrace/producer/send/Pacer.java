package io.millrace.producer.send;

import io.millrace.model.event.Interaction;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When each of a run of events is due.
final class Pacer {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  // After a longer standstill an even rate goes on evenly, not with a burst.
  private static final long MAX_ARREARS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Pacing pacing;
  private @Nullable Long firstMillis;
  private long dueNanos;
  private boolean started;

  Pacer(Pacing pacing) {
    this.pacing = pacing;
  }

  /// When the next event is due.
  ///
  /// @param elapsedNanos since the run started; so is the answer
  long dueNanos(Interaction event, long elapsedNanos) {
    dueNanos =
        switch (pacing) {
          case Pacing.Unlimited() -> elapsedNanos;
          case Pacing.PerSecond(double rate) -> evenly(rate, elapsedNanos);
          case Pacing.SpeedUp(double factor) -> asHappened(factor, event.timestampMillis());
        };
    started = true;
    return dueNanos;
  }

  private long evenly(double rate, long elapsedNanos) {
    if (!started) {
      return elapsedNanos;
    }
    return Math.max(dueNanos, elapsedNanos - MAX_ARREARS_NANOS)
        + Math.round(NANOS_PER_SECOND / rate);
  }

  private long asHappened(double factor, @Nullable Long timestampMillis) {
    if (timestampMillis == null) {
      return dueNanos;
    }
    if (firstMillis == null) {
      firstMillis = timestampMillis;
    }
    return Math.round((timestampMillis - firstMillis) * NANOS_PER_MILLI / factor);
  }
}
