package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.DataDirectory;
import io.millrace.app.run.EmbeddedBroker;
import io.millrace.app.run.GroupSettings;
import io.millrace.app.run.Memory;
import io.millrace.app.run.Topics;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.SeenRules;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.producer.EventSource;
import io.millrace.producer.format.ItemSource;
import io.millrace.producer.mapping.Mapping;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Broker, topics, instance and a source of events in one process.
@Command(
    name = "demo",
    description = "Run everything in one process: broker, topics, instance and a source of events.")
final class DemoCommand implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";

  private static final String SIMULATOR = "sim";
  private static final int SESSION_TIMEOUT_MILLIS = 3_000;
  private static final long LOOK_MILLIS = 50;
  private static final int MAX_EXAMPLE_LOOKS = 20;

  /// An item is known from its first event on, so any id will do where none is known yet.
  private static final String ANY_ITEM = "my-first-item";

  /// What neither a shell nor JSON takes for anything but a name.
  private static final Pattern PLAIN_ID = Pattern.compile("[\\w.:-]+");

  @Option(
      names = "--source",
      defaultValue = SIMULATOR,
      paramLabel = "sim|FILE|-",
      description =
          "Where events come from: a simulated world, a file (CSV, TSV or JSON as they are, also"
              + " .gz and .zst), or standard input (default: ${DEFAULT-VALUE}).")
  private String sourceName = "";

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description = "Titles, categories and attributes: CSV, TSV, JSON, u.item or movies.dat.")
  private @Nullable Path items;

  @Option(
      names = "--items-map",
      paramLabel = "FILE",
      description = "A mapping of --items: where item, title, categories and attributes stand.")
  private @Nullable Path itemsMap;

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

  @Mixin private SeenOption seen = new SeenOption();
  @Mixin private FileOptions fileOptions = new FileOptions();
  @Mixin private SimilarUsersOption similarUsers = new SimilarUsersOption();
  @Mixin private RuleOptions rules = new RuleOptions();
  @Mixin private GrowthOptions growth = new GrowthOptions();
  @Mixin private EventMapOption eventMap = new EventMapOption();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Pacing pacing = Usage.pacing(spec, rate);
    Usage.requireEvents(spec, maxEvents);
    Usage.requirePort(spec, port);
    Usage.requireSimilarUsers(spec, similarUsers.count());
    Usage.growth(spec, growth);
    Usage.valid(spec, this::rules);
    PrintWriter err = Output.errorOf(spec);
    // What the user may have got wrong comes before what takes time to start or empties a
    // directory.
    try (EventSource file = openFile(err);
        ItemSource listed = openItems(err)) {
      Memory.requireHeap();
      Application.requireFreePort(HOST, port);
      Shutdown.handle();
      return run(file, listed, pacing);
    }
  }

  private @Nullable EventSource openFile(PrintWriter err) {
    return sourceName.equals(SIMULATOR)
        ? null
        : Sources.events(sourceName, fileOptions.events(err), strict, err);
  }

  private @Nullable ItemSource openItems(PrintWriter err) {
    return items == null
        ? null
        : Sources.items(items, FileOptions.items(itemsMap, err), strict, err);
  }

  private int run(@Nullable EventSource file, @Nullable ItemSource listed, Pacing pacing)
      throws InterruptedException {
    Map<String, Mapping> mappings = eventMap.mappings();
    try (var directory = DataDirectory.open(dataDir, fresh);
        var broker = EmbeddedBroker.start(directory.broker(), 0)) {
      Shutdown.continueUnlessRequested();
      AppSettings settings = settings(directory, broker);
      try (var topics = new Topics(settings);
          var itemSender =
              new ItemSender(
                  Producers.create(settings.bootstrapServers(), Map.of()), settings.itemsTopic())) {
        topics.createInputs(Topics.DEFAULT_PARTITIONS);
        if (listed != null) {
          Sources.send(listed, itemSender);
        }
        try (var application = Shutdown.interruptibly(() -> Application.start(settings, mappings));
            var source = new FirstItem(file != null ? file : world(itemSender))) {
          Shutdown.started();
          var demo = new Demo(settings, application, topics, source, pacing, maxEvents);
          return run(demo, application, source);
        }
      }
    }
  }

  private EventSource world(ItemSender itemSender) {
    return new WorldSource(new World(WorldSettings.DEFAULT.withSeed(seed)), itemSender::send);
  }

  private int run(Demo demo, Application application, FirstItem source)
      throws InterruptedException {
    PrintWriter out = Output.of(spec);
    printBanner(out, application.port(), example(source));
    tellRuleOfShop(out);
    var line = new LiveLine(Output.errorOf(spec), Output.isTerminal(), demo.look());
    while (!(exit && demo.isDone()) && !demo.hasFailed() && !Shutdown.sleep(LOOK_MILLIS)) {
      application.requireHealthy();
      line.show(demo.look());
    }
    line.end(demo.look());
    Summary summary = demo.finish();
    summary.print(out);
    demo.requireSource();
    return exit && !summary.isComplete() ? 1 : 0;
  }

  /// An item to try things with, as soon as the source has named one.
  private static String example(FirstItem source) throws InterruptedException {
    for (int look = 0; look < MAX_EXAMPLE_LOOKS && source.itemId().isEmpty(); look++) {
      if (Shutdown.sleep(LOOK_MILLIS)) {
        break;
      }
    }
    return source.itemId().filter(PLAIN_ID.asMatchPredicate()).orElse(ANY_ITEM);
  }

  private AppSettings settings(DataDirectory directory, EmbeddedBroker broker) {
    return new AppSettings(
        broker.bootstrapServers(),
        "millrace-demo",
        "interactions",
        "items",
        "users",
        LearnerSettings.DEFAULT,
        rules(),
        TestShare.ALL,
        similarUsers.count(),
        InstanceModel.DEFAULT_EVENT_IDS,
        Math.min(Topics.DEFAULT_PARTITIONS, Runtime.getRuntime().availableProcessors()),
        AppSettings.DEFAULT_COMMIT_MILLIS,
        GroupSettings.alone(SESSION_TIMEOUT_MILLIS),
        directory.streams(),
        HOST,
        port,
        HOST,
        Map.of(),
        growth.growth());
  }

  /// In the simulated shop people come back to what they only looked at.
  private EventRules rules() {
    SeenRules shop = new SeenRules(Map.of("view", 0, "click", 0), SeenRules.FOREVER);
    return seen.apply(rules.rules(), sourceName.equals(SIMULATOR) ? shop : SeenRules.DEFAULT);
  }

  private void tellRuleOfShop(PrintWriter out) {
    if (sourceName.equals(SIMULATOR) && !seen.isGiven()) {
      out.println(
          "In this shop a view leaves the item in the lists, as with --seen view=no,click=no.");
      out.flush();
    }
  }

  private static void printBanner(PrintWriter out, int port, String itemId) {
    String base = "http://%s:%d".formatted(HOST, port);
    out.printf(
        """
        Millrace is ready on %1$s. Try:
          curl '%1$s/v1/boards/trending?k=3'
          curl -X POST %1$s/v1/events -H 'Content-Type: application/json' -d '{"userId":"me","itemId":"%2$s","type":"like"}'
          curl '%1$s/v1/users/me/recommendations?k=5'
        """,
        base, itemId);
    out.flush();
  }
}
