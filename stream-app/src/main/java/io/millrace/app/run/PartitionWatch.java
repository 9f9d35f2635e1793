package io.millrace.app.run;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches for partitions that are added to the topic of interactions. State cannot follow: users
/// would be looked for where nothing was learned of them. Streams notices within five minutes, and
/// ends with the advice to delete what was learned; this says sooner what is wrong and what to do.
final class PartitionWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionWatch.class);
  private static final long PERIOD_SECONDS = 10;

  private final String topic;
  private final int partitions;
  private final IntSupplier found;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("partition-watch").daemon().factory());
  private volatile @Nullable String change;

  /// @param partitions that the topic had at the start
  /// @param found asks how many it has now; may throw [StartException] where nobody can tell
  PartitionWatch(String topic, int partitions, IntSupplier found) {
    this.topic = topic;
    this.partitions = partitions;
    this.found = found;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  /// Asks the broker, and tells of a change once.
  void look() {
    if (change != null) {
      return;
    }
    int now;
    try {
      now = found.getAsInt();
    } catch (StartException unknown) {
      LOG.debug("Cannot tell the partitions of {}: {}", topic, unknown.getMessage());
      return;
    }
    if (now != partitions) {
      String told =
          "topic '%s' has %d partitions and had %d when this instance started: state cannot follow a change of partitions; make a topic with the number that is wanted, and learn from it under another --application-id"
              .formatted(topic, now, partitions);
      change = told;
      LOG.error("This instance answers, but ends within minutes: {}", told);
    }
  }

  /// What has changed, and what to do; null if nothing has.
  @Nullable String change() {
    return change;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
