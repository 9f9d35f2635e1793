package io.millrace.app.run;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches for topics that are changed while they are in use.
///
/// Partitions that are added to the topic of interactions: state cannot follow, since users would
/// be looked for where nothing was learned of them. Streams notices within five minutes, and ends
/// with the advice to delete what was learned; this says sooner what is wrong and what to do.
///
/// Topics of the instance that are deleted: whoever writes to one waits for it as for a broker that
/// is gone.
final class TopicWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
  private static final long PERIOD_SECONDS = 10;

  /// Looks in a row that do not find a topic: a broker that has just started may not know it yet.
  static final int LOOKS = 3;

  private final AppSettings settings;
  private final int partitions;
  private final View view;
  private final Consumer<Throwable> failed;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("topic-watch").daemon().factory());
  private volatile @Nullable String change;
  private int missing; // looks in a row

  /// What the broker says. Both throw [StartException] where nobody can tell.
  interface View {
    /// How many partitions the topic of interactions has.
    int partitions();

    /// A topic of the instance that does not exist, or null.
    @Nullable String missing();
  }

  /// @param partitions that the topic of interactions had at the start
  /// @param failed hears why the instance cannot go on
  TopicWatch(AppSettings settings, int partitions, View view, Consumer<Throwable> failed) {
    this.settings = settings;
    this.partitions = partitions;
    this.view = view;
    this.failed = failed;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  /// Asks the broker, and tells of a change once.
  void look() {
    try {
      lookAtPartitions();
      lookAtOwn();
    } catch (StartException unknown) {
      LOG.debug("Cannot look at the topics: {}", unknown.getMessage());
    }
  }

  private void lookAtPartitions() {
    int found = view.partitions();
    if (change == null && found != partitions) {
      String told =
          "topic '%s' has %d partitions and had %d when this instance started: state cannot follow a change of partitions; make a topic with the number that is wanted, and learn from it under another --application-id"
              .formatted(settings.interactionsTopic(), found, partitions);
      change = told;
      LOG.error("This instance answers, but ends within minutes: {}", told);
    }
  }

  private void lookAtOwn() {
    String topic = view.missing();
    missing = topic == null ? 0 : missing + 1;
    if (topic != null && missing >= LOOKS) {
      String remedy =
          List.of(settings.deadLetterTopic(), settings.mergesTopic()).contains(topic)
              ? "start this instance again, which makes it"
              : "what was learned is lost with it; import a snapshot, or rebuild";
      failed.accept(
          new StartException(
              "topic '%s' was deleted, and nothing can be committed without it: %s"
                  .formatted(topic, remedy)));
    }
  }

  /// What has changed of the partitions, and what to do; null if nothing has.
  @Nullable String change() {
    return change;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
