package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.StartException;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.TestShare;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Options of the commands that work against a Kafka cluster. Each can be set in the environment
/// too.
final class ClusterOptions {
  @Option(
      names = "--bootstrap-servers",
      defaultValue = "${env:MILLRACE_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
      description = "Kafka cluster (env MILLRACE_BOOTSTRAP_SERVERS; default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--application-id",
      defaultValue = "${env:MILLRACE_APPLICATION_ID:-millrace}",
      description =
          "Names the group, the changelogs and the dead-letter topic (env MILLRACE_APPLICATION_ID; default: ${DEFAULT-VALUE}).")
  private String applicationId = "";

  @Option(
      names = "--interactions-topic",
      defaultValue = "${env:MILLRACE_INTERACTIONS_TOPIC:-interactions}",
      description =
          "Topic of events, keyed by user (env MILLRACE_INTERACTIONS_TOPIC; default: ${DEFAULT-VALUE}).")
  private String interactionsTopic = "";

  @Option(
      names = "--items-topic",
      defaultValue = "${env:MILLRACE_ITEMS_TOPIC:-items}",
      description = "Topic of item details (env MILLRACE_ITEMS_TOPIC; default: ${DEFAULT-VALUE}).")
  private String itemsTopic = "";

  @Option(
      names = "--users-topic",
      defaultValue = "${env:MILLRACE_USERS_TOPIC:-users}",
      description =
          "Topic of user details and erasures, keyed by user (env MILLRACE_USERS_TOPIC; default: ${DEFAULT-VALUE}).")
  private String usersTopic = "";

  @Option(
      names = "--client-config",
      defaultValue = "${env:MILLRACE_CLIENT_CONFIG:-" + Option.NULL_VALUE + "}",
      paramLabel = "FILE",
      description =
          "Properties for every Kafka client, such as those of security (env MILLRACE_CLIENT_CONFIG).")
  private @Nullable Path clientConfig;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /// Settings of the topics and clients alone, for commands that run no instance.
  AppSettings settings() {
    return settings(new RankOption());
  }

  /// The same, for commands that read what was learned.
  AppSettings settings(RankOption rank) {
    var learn = new LearnOptions();
    learn.rank = rank;
    return settings(
        learn, Path.of(System.getProperty("java.io.tmpdir")), "127.0.0.1", 0, "127.0.0.1");
  }

  /// @param port of HTTP
  AppSettings settings(
      LearnOptions learn, Path stateDir, String host, int port, String advertisedHost) {
    try {
      return new AppSettings(
          bootstrapServers,
          applicationId,
          interactionsTopic,
          itemsTopic,
          usersTopic,
          learn.rank.learner(),
          learn.rules.rules(),
          TestShare.parse(learn.testShare),
          learn.similarUsers.count(),
          learn.eventIds,
          learn.threads(),
          AppSettings.DEFAULT_COMMIT_MILLIS,
          learn.group.settings(),
          stateDir,
          host,
          port,
          advertisedHost,
          clientConfig == null ? Map.of() : read(clientConfig),
          learn.growth.growth());
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static Map<String, String> read(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException failure) {
      throw new StartException("cannot read --client-config '%s'".formatted(file), failure);
    }
    Map<String, String> config = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> config.put(name, properties.getProperty(name)));
    return config;
  }

  /// How an instance learns.
  static final class LearnOptions {
    @Mixin private RankOption rank = new RankOption();

    @Option(
        names = "--threads",
        defaultValue = "${env:MILLRACE_THREADS:-0}",
        description =
            "Threads that learn (env MILLRACE_THREADS; default: one per processor, at most 4).")
    private int threads;

    @Mixin private RuleOptions rules = new RuleOptions();

    @Option(
        names = "--test-share",
        paramLabel = "SHARE",
        defaultValue = "${env:MILLRACE_TEST_SHARE:-auto}",
        description =
            "Share of the events that are ranked before they are learned, 0 to 1, or auto for as"
                + " many as cost a twentieth of learning (env MILLRACE_TEST_SHARE; default:"
                + " ${DEFAULT-VALUE}).")
    private String testShare = "auto";

    @Option(
        names = "--event-ids",
        paramLabel = "N",
        defaultValue = "${env:MILLRACE_EVENT_IDS:-" + InstanceModel.DEFAULT_EVENT_IDS + "}",
        description =
            "Last event ids of each user that are remembered, so that an event that is sent again is"
                + " learned once; at most 10000; 0 turns it off (env MILLRACE_EVENT_IDS; default:"
                + " ${DEFAULT-VALUE}).")
    private int eventIds = InstanceModel.DEFAULT_EVENT_IDS;

    @Mixin private SimilarUsersOption similarUsers = new SimilarUsersOption();
    @Mixin private GrowthOptions growth = new GrowthOptions();

    @Mixin private GroupOptions group = new GroupOptions();

    private int threads() {
      return threads == 0 ? Math.min(4, Runtime.getRuntime().availableProcessors()) : threads;
    }
  }
}
