package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.producer.EventSource;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import io.millrace.producer.send.ResumePoints;
import io.millrace.producer.send.SendPlan;
import java.io.PrintWriter;
import java.time.Duration;

/// Sends a source to the topic of interactions of a cluster, with progress, until it ends or the
/// process is asked to stop.
final class Sending {
  private static final Duration LOOK = Duration.ofMillis(50);

  private Sending() {}

  /// @param partitions of the topic
  static int run(
      AppSettings settings,
      int partitions,
      EventSource source,
      Pacing pacing,
      long maxEvents,
      PrintWriter out,
      PrintWriter err)
      throws InterruptedException {
    SendPlan plan =
        SendPlan.unlimited(ResumePoints.none(partitions))
            .withPacing(pacing)
            .withMaxEvents(maxEvents);
    var sender =
        new EventSender(
            Producers.create(settings.bootstrapServers(), settings.clientConfig()),
            settings.interactionsTopic(),
            source.fingerprint());
    try (var progress = new SendProgress(err, Output.isTerminal(), source.size())) {
      Shutdown.handle();
      var sending = new SourceThread(source, sender, plan, progress);
      while (!sending.awaitEnd(LOOK) && !Shutdown.isRequested()) {
        // Sends until the source ends or it is stopped.
      }
      sending.finish();
      sending.requireNoFailure();
      out.printf(
          "sent %,d events, left out %,d malformed lines%n",
          sending.acknowledged(), sending.malformed());
      out.flush();
    }
    return 0;
  }
}
