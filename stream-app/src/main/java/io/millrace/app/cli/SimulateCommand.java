package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Topics;
import io.millrace.producer.EventSource;
import io.millrace.producer.send.ItemSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import io.millrace.producer.world.World;
import io.millrace.producer.world.WorldSettings;
import io.millrace.producer.world.WorldSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Sends the events of a simulated world to a cluster.
@Command(
    name = "simulate",
    description = "Send the events of a simulated world to a Kafka cluster.")
final class SimulateCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--rate",
      defaultValue = "${env:MILLRACE_RATE:-200}",
      description =
          "Events a second, 0 for as fast as it goes (env MILLRACE_RATE; default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--events", paramLabel = "N", description = "Stop after N events.")
  private long maxEvents = Long.MAX_VALUE;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the world (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Pacing pacing = Usage.pacing(spec, rate);
    Usage.requireEvents(spec, maxEvents);
    AppSettings settings = cluster.settings();
    try (var topics = new Topics(settings);
        var items =
            new ItemSender(
                Producers.create(settings.bootstrapServers(), settings.clientConfig()),
                settings.itemsTopic());
        EventSource source =
            new WorldSource(new World(WorldSettings.DEFAULT.withSeed(seed)), items::send)) {
      return Sending.run(
          settings,
          topics.requireInputs(),
          source,
          pacing,
          maxEvents,
          Output.of(spec),
          Output.errorOf(spec));
    }
  }
}
