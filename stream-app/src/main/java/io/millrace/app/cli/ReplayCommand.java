package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Topics;
import io.millrace.producer.EventSource;
import io.millrace.producer.format.ItemSource;
import io.millrace.producer.send.ItemSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Sends the events of a file to a cluster.
@Command(name = "replay", description = "Send the events of a file to a Kafka cluster.")
final class ReplayCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(
      paramLabel = "FILE",
      description =
          "CSV, TSV or JSON as they are, also compressed (.gz, .zst); - for standard input.")
  private String file = "";

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description = "Titles and categories to send first.")
  private @Nullable Path items;

  @Option(
      names = "--items-map",
      paramLabel = "FILE",
      description = "A mapping of --items: where item, title, categories and attributes stand.")
  private @Nullable Path itemsMap;

  @Mixin private FileOptions fileOptions = new FileOptions();

  @ArgGroup private Pace pace = new Pace();

  /// Two ways to say how fast, of which one may be used.
  static final class Pace {
    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "Events a second, 0 for as fast as it goes (default: 0).")
    private @Nullable Double rate;

    @Option(
        names = "--speed",
        paramLabel = "Nx",
        description = "As they happened, N times faster, such as 10x.")
    private @Nullable String speed;
  }

  @Option(names = "--events", paramLabel = "N", description = "Stop after N events.")
  private long maxEvents = Long.MAX_VALUE;

  @Option(names = "--strict", description = "Stop at the first malformed line.")
  private boolean strict;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Pacing pacing = pacing();
    Usage.requireEvents(spec, maxEvents);
    PrintWriter err = Output.errorOf(spec);
    AppSettings settings = cluster.settings();
    try (EventSource source = Sources.events(file, fileOptions.events(err), strict, err);
        ItemSource listed = openItems(err);
        var topics = new Topics(settings)) {
      int partitions = topics.requireInputs();
      if (listed != null) {
        sendItems(settings, listed);
      }
      return Sending.run(settings, partitions, source, pacing, maxEvents, Output.of(spec), err);
    }
  }

  private @Nullable ItemSource openItems(PrintWriter err) {
    return items == null
        ? null
        : Sources.items(items, FileOptions.items(itemsMap, err), strict, err);
  }

  private void sendItems(AppSettings settings, ItemSource listed) {
    try (var sender =
        new ItemSender(
            Producers.create(settings.bootstrapServers(), settings.clientConfig()),
            settings.itemsTopic())) {
      Output.of(spec).printf("sent %,d items%n", Sources.send(listed, sender));
    }
  }

  private Pacing pacing() {
    if (pace.speed == null) {
      return Usage.pacing(spec, pace.rate == null ? 0 : pace.rate);
    }
    String factor =
        pace.speed.endsWith("x") ? pace.speed.substring(0, pace.speed.length() - 1) : pace.speed;
    try {
      return new Pacing.SpeedUp(Double.parseDouble(factor));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec),
          "--speed is '" + pace.speed + "', but must be a factor above 0 such as 10x",
          wrong);
    }
  }
}
