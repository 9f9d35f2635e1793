package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.producer.EventSource;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import io.millrace.producer.send.ResumePoints;
import io.millrace.producer.send.SendClock;
import io.millrace.producer.send.SendCounts;
import io.millrace.producer.send.SendLoop;
import io.millrace.producer.send.SendPlan;
import java.io.PrintWriter;

/// Sends a source to the topic of interactions of a cluster, with progress, until it ends or the
/// process is asked to stop.
final class Sending {
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
    try (var sender =
            new EventSender(
                Producers.create(settings.bootstrapServers(), settings.clientConfig()),
                settings.interactionsTopic(),
                source.fingerprint());
        var progress = new SendProgress(err, Output.isTerminal(), source.size())) {
      var loop = new SendLoop(source, sender, plan, SendClock.SYSTEM, progress);
      Shutdown.handle(loop::stop);
      SendCounts counts = loop.run();
      out.printf(
          "sent %,d events, left out %,d malformed lines%n", counts.sent(), counts.malformed());
      out.flush();
    }
    return 0;
  }
}
