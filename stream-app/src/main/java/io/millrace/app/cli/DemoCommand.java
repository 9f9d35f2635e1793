package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.DataDirectory;
import io.millrace.app.run.EmbeddedBroker;
import io.millrace.app.run.Topics;
import io.millrace.model.event.EventWeights;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.producer.EventSource;
import io.millrace.producer.send.ItemSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import io.millrace.producer.world.World;
import io.millrace.producer.world.WorldSettings;
import io.millrace.producer.world.WorldSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Broker, topics, instance and a source of events in one process.
@Command(
    name = "demo",
    description = "Run everything in one process: broker, topics, instance and a source of events.")
final class DemoCommand implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final String SIMULATOR = "sim";
  private static final int SESSION_TIMEOUT_MILLIS = 3_000;
  private static final int COMMIT_INTERVAL_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 50;
  private static final long EXAMPLE_NANOS = 1_000_000_000L;

  @Option(
      names = "--source",
      defaultValue = SIMULATOR,
      paramLabel = "sim|FILE|-",
      description =
          "Where events come from: a simulated world, a file (MovieLens u.data or ratings.dat, TSV"
              + " or CSV with a header, JSON lines), or standard input (default: ${DEFAULT-VALUE}).")
  private String sourceName = "";

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description = "Titles and categories: u.item, movies.dat, or TSV or CSV with a header.")
  private @Nullable Path items;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Events a second, 0 for as fast as it goes (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--events", paramLabel = "N", description = "Stop producing after N events.")
  private long maxEvents = Long.MAX_VALUE;

  @Option(names = "--exit", description = "Stop when everything produced has been learned.")
  private boolean exit;

  @Option(names = "--strict", description = "Stop at the first malformed line.")
  private boolean strict;

  @Option(names = "--fresh", description = "Start from an empty data directory.")
  private boolean fresh;

  @Option(
      names = "--data-dir",
      defaultValue = "millrace-data",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("");

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port of HTTP, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the simulated world (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    requireOptions();
    PrintWriter err = Output.errorOf(spec);
    // What the user may have got wrong comes before what takes time to start.
    EventSource file =
        sourceName.equals(SIMULATOR) ? null : Sources.events(sourceName, strict, err);
    try (var directory = DataDirectory.open(dataDir, fresh);
        var broker = EmbeddedBroker.start(directory.broker(), 0)) {
      Shutdown.checkpoint();
      AppSettings settings = settings(directory, broker);
      try (var topics = new Topics(settings);
          var itemSender =
              new ItemSender(
                  Producers.create(settings.bootstrapServers(), Map.of()), settings.itemsTopic())) {
        topics.createInputs(Topics.DEFAULT_PARTITIONS);
        if (items != null) {
          Sources.sendItems(items, strict, itemSender, err);
        }
        try (var application = Application.start(settings, Shutdown::checkpoint);
            EventSource source =
                file != null
                    ? file
                    : new WorldSource(
                        new World(WorldSettings.DEFAULT.withSeed(seed)), itemSender::send)) {
          return run(settings, application, topics, source);
        }
      }
    }
  }

  private int run(AppSettings settings, Application application, Topics topics, EventSource source)
      throws InterruptedException {
    PrintWriter out = Output.of(spec);
    var demo =
        new Demo(
            settings,
            application,
            topics,
            source,
            rate == 0 ? new Pacing.Unlimited() : new Pacing.PerSecond(rate),
            maxEvents);
    printBanner(out, application.port(), exampleItem(application));
    var line = new LiveLine(Output.errorOf(spec), Output.isTerminal(), demo.look());
    while (!(exit && demo.isDone())) {
      demo.requireHealthy();
      line.show(demo.look());
      if (Shutdown.sleep(LOOK_MILLIS)) {
        break;
      }
    }
    line.end();
    Summary summary = demo.finish();
    summary.print(out);
    return exit && !summary.isComplete() ? 1 : 0;
  }

  private void requireOptions() {
    require(rate >= 0 && rate <= 1e9, "--rate is " + rate + ", but must be between 0 and 1e9");
    require(maxEvents >= 0, "--events is " + maxEvents + ", but must not be negative");
    require(port >= 0 && port <= 65_535, "--port is " + port + ", but must be between 0 and 65535");
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(Output.commandLine(spec), message);
    }
  }

  private AppSettings settings(DataDirectory directory, EmbeddedBroker broker) {
    return new AppSettings(
        broker.bootstrapServers(),
        "millrace-demo",
        "interactions",
        "items",
        LearnerSettings.DEFAULT,
        EventWeights.DEFAULT,
        Math.min(Topics.DEFAULT_PARTITIONS, Runtime.getRuntime().availableProcessors()),
        COMMIT_INTERVAL_MILLIS,
        SESSION_TIMEOUT_MILLIS,
        directory.streams(),
        HOST,
        port,
        HOST,
        Map.of());
  }

  /// An item that is known, for which the first one has a moment to arrive.
  private static String exampleItem(Application application) {
    long deadline = System.nanoTime() + EXAMPLE_NANOS;
    while (application.items() == 0 && System.nanoTime() < deadline) {
      if (Shutdown.sleep(LOOK_MILLIS)) {
        break;
      }
    }
    return application.anyItem().orElse("AN-ITEM");
  }

  private static void printBanner(PrintWriter out, int port, String item) {
    String base = "http://%s:%d".formatted(HOST, port);
    out.printf(
        """
        Millrace is ready on %1$s. Try:
          curl '%1$s/v1/items/trending?k=3'
          curl -X POST %1$s/v1/events -H 'Content-Type: application/json' -d '{"userId":"me","itemId":"%2$s","type":"like"}'
          curl '%1$s/v1/users/me/recommendations?k=5'
        """,
        base, item);
    out.flush();
  }
}
