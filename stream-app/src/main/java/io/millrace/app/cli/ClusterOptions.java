package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.SeenRules;
import io.millrace.model.event.ValueStrengths;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Options of the commands that work against a Kafka cluster. Each can be set in the environment
/// too.
final class ClusterOptions {
  @Mixin private TopicOptions topics = new TopicOptions();

  @Option(
      names = "--application-id",
      defaultValue = "${env:MILLRACE_APPLICATION_ID:-millrace}",
      description =
          "Names the group, the changelogs and the dead-letter topic (env MILLRACE_APPLICATION_ID; default: ${DEFAULT-VALUE}).")
  private String applicationId = "";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /// Settings of the topics and clients alone, for commands that run no instance.
  AppSettings settings() {
    return settings(new RankOption());
  }

  /// The same for a bridge.
  ///
  /// @param topics where it writes
  /// @param applicationId of the bridge
  static AppSettings bridge(TopicOptions topics, String applicationId) {
    var cluster = new ClusterOptions();
    cluster.topics = topics;
    cluster.applicationId = applicationId;
    return cluster.settings();
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
          topics.bootstrapServers(),
          applicationId,
          topics.interactionsTopic(),
          topics.itemsTopic(),
          topics.usersTopic(),
          learn.rank.learner(),
          learn.rules(),
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
          topics.clientConfig(),
          learn.growth.growth());
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), String.valueOf(wrong.getMessage()), wrong);
    }
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

    @Option(
        names = "--weight",
        paramLabel = "TYPE=WEIGHT",
        description =
            "How much an event type teaches; repeatable. Positive pulls together, negative pushes"
                + " away, 0 only marks as seen.")
    private Map<String, Float> weights = new HashMap<>();

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

    @Mixin private SeenOption seen = new SeenOption();
    @Mixin private SimilarUsersOption similarUsers = new SimilarUsersOption();
    @Mixin private GrowthOptions growth = new GrowthOptions();

    @Mixin private GroupOptions group = new GroupOptions();

    private EventRules rules() {
      return seen.apply(
          new EventRules(EventWeights.DEFAULT.with(weights), ValueStrengths.NONE),
          SeenRules.DEFAULT);
    }

    private int threads() {
      return threads == 0 ? Math.min(4, Runtime.getRuntime().availableProcessors()) : threads;
    }
  }
}
