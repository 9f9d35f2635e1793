package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.Holdings;
import io.millrace.app.run.StartException;
import io.millrace.app.run.Topics;
import io.millrace.model.metrics.Tally;
import io.millrace.producer.EventSource;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import io.millrace.producer.send.ResumePoints;
import io.millrace.producer.send.SendPlan;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/// A source that is sent while an instance in the same process learns it.
final class Demo {
  /// Most events of the source that are sent and not yet handled, so that answers stay fresh at any
  /// rate.
  private static final long MAX_UNHANDLED = 1_000;

  private static final long POLL_MILLIS = 20;

  /// So long the end waits at most for what was sent to be learned: some milliseconds, unless the
  /// machine is busy with other work. It leaves half of the time that [Shutdown] gives to a stop.
  private static final long LEARN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AppSettings settings;
  private final Application application;
  private final Topics topics;
  private final EventSource source;
  private final OwnEvents ownEvents;
  private final SourceThread sending;
  private final long learnedAtStart;
  private final long startNanos = System.nanoTime();

  /// What one look at the demo saw.
  ///
  /// @param tally of everything, with what is not committed yet
  /// @param unhandled events of the source that are sent and not yet learned or rejected
  /// @param lateHitRate HR@10 of the last events
  /// @param popularityHitRate that of popularity on the same events
  record Look(
      Tally tally,
      int items,
      long unhandled,
      double learnedMillis,
      long learnedHere,
      double lateHitRate,
      double popularityHitRate) {}

  /// Begins to send.
  ///
  /// @param maxEvents after which sending ends
  Demo(
      AppSettings settings,
      Application application,
      Topics topics,
      EventSource source,
      Pacing pacing,
      long maxEvents) {
    this.settings = settings;
    this.application = application;
    this.topics = topics;
    this.source = source;
    this.ownEvents = new OwnEvents(application::next);
    this.learnedAtStart = application.tally().learned();
    var sender =
        new EventSender(
            Producers.create(settings.bootstrapServers(), settings.clientConfig()),
            settings.interactionsTopic(),
            source.fingerprint(),
            ownEvents::acknowledged);
    this.sending = new SourceThread(source, sender, plan(pacing, maxEvents), counts -> {});
  }

  private SendPlan plan(Pacing pacing, long maxEvents) {
    var resume =
        ResumePoints.find(
            Map.of("bootstrap.servers", settings.bootstrapServers()),
            settings.interactionsTopic(),
            source.fingerprint());
    return SendPlan.unlimited(resume)
        .withPacing(pacing)
        .withMaxEvents(maxEvents)
        .withBackpressure(MAX_UNHANDLED, ownEvents::handled);
  }

  Look look() {
    // Sent first: what is handled in between would else show as a lag that never was.
    long sent = sending.sent();
    return new Look(
        application.tally(),
        application.items(),
        Math.max(0, sent - ownEvents.handled()),
        application.metrics().learnedTotalMillis(),
        application.metrics().learnedCount(),
        application.metrics().learnedWindow().hitRate(),
        application.metrics().popularityWindow().hitRate());
  }

  boolean hasFailed() {
    return sending.hasFailed();
  }

  /// @throws StartException if the source could not be sent to its end
  void requireSource() {
    sending.requireNoFailure();
  }

  /// Whether everything that was produced has been learned or rejected, and nothing more will come.
  boolean isDone() {
    return !sending.isAlive() && application.unhandled(topics.ends()) == 0;
  }

  /// Stops sending, lets what was sent be learned, commits and sums up.
  Summary finish() throws InterruptedException {
    sending.finish();
    Map<Integer, Long> ends = topics.ends();
    long deadline = System.nanoTime() + LEARN_NANOS;
    while (application.unhandled(ends) > 0 && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
    }
    long learned = application.tally().learned() - learnedAtStart;
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    boolean isDone = application.unhandled(topics.ends()) == 0;
    Tally committed = application.commitAndStopLearning();
    return new Summary(
        isDone ? 0 : uncommitted(),
        source.malformed(),
        committed,
        application.items(),
        learned,
        seconds);
  }

  /// How many offsets the topic holds behind what was committed.
  private long uncommitted() {
    try (var holdings = new Holdings(settings)) {
      Map<TopicPartition, Long> committed = holdings.committed();
      return topics.ends().entrySet().stream()
          .mapToLong(
              end -> {
                var partition = new TopicPartition(settings.interactionsTopic(), end.getKey());
                return Math.max(0, end.getValue() - committed.getOrDefault(partition, 0L));
              })
          .sum();
    }
  }
}
