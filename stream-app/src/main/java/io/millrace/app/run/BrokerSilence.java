package io.millrace.app.run;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log when the broker does not answer, and when it does again. Kafka's clients would
/// say so too, each for itself and several times a second, so a service does not show what they
/// say. Belongs to one thread, but for what others may ask.
final class BrokerSilence {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSilence.class);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final String bootstrapServers;
  private volatile boolean silent;
  private long sinceNanos;
  private long toldNanos;

  BrokerSilence(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /// A question was not answered.
  ///
  /// @param askedNanos when it was asked
  /// @param why as Kafka's client put it
  void failed(long askedNanos, long nowNanos, String why) {
    if (!silent) {
      silent = true;
      sinceNanos = askedNanos;
    } else if (nowNanos - toldNanos < REMINDER.toNanos()) {
      return;
    }
    toldNanos = nowNanos;
    LOG.warn(
        "Kafka at {} has not answered for {} s ({}): learning waits, answers come from what was learned",
        bootstrapServers,
        seconds(nowNanos),
        why);
  }

  /// A question was answered.
  void answered(long nowNanos) {
    if (silent) {
      silent = false;
      LOG.info("Kafka at {} answers again, after {} s", bootstrapServers, seconds(nowNanos));
    }
  }

  /// Whether the last question was not answered. For any thread.
  boolean isSilent() {
    return silent;
  }

  private long seconds(long nowNanos) {
    return Duration.ofNanos(nowNanos - sinceNanos).toSeconds();
  }
}
