package io.millrace.app.run;

import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.ValueStrengths;
import io.millrace.model.learner.LearnerSettings;
import java.nio.file.Path;
import java.util.Map;

/// Settings of small instances on this machine.
public final class TestSettings {
  private static final String HOST = "127.0.0.1";

  /// Those of the defaults, and plays are as strong as their values say.
  private static final EventRules RULES =
      new EventRules(EventWeights.DEFAULT, ValueStrengths.parse(Map.of("play", "sqrt(value)")));

  private TestSettings() {}

  public static AppSettings of(String bootstrapServers, String applicationId, Path stateDir) {
    return of(bootstrapServers, applicationId, stateDir, "interactions", 0);
  }

  /// Settings of an instance that compares so many users.
  public static AppSettings of(
      String bootstrapServers, String applicationId, Path stateDir, int similarUsers) {
    return of(bootstrapServers, applicationId, stateDir, "interactions", 0, similarUsers);
  }

  /// Settings of an instance with topics of its own.
  public static AppSettings of(
      String bootstrapServers,
      String applicationId,
      Path stateDir,
      String interactionsTopic,
      int port) {
    return of(
        bootstrapServers,
        applicationId,
        stateDir,
        interactionsTopic,
        port,
        AppSettings.DEFAULT_SIMILAR_USERS);
  }

  private static AppSettings of(
      String bootstrapServers,
      String applicationId,
      Path stateDir,
      String interactionsTopic,
      int port,
      int similarUsers) {
    return new AppSettings(
        bootstrapServers,
        applicationId,
        interactionsTopic,
        "items",
        usersTopic(interactionsTopic),
        LearnerSettings.DEFAULT.withRank(8),
        RULES,
        TestShare.ALL,
        similarUsers,
        InstanceModel.DEFAULT_EVENT_IDS,
        1,
        100,
        new GroupSettings(1, GroupSettings.Protocol.CLASSIC, 3_000, 0, Map.of()),
        stateDir,
        HOST,
        port,
        HOST,
        Map.of(),
        Growth.AUTOMATIC);
  }

  /// The same settings with vectors of another length.
  public static AppSettings withRank(AppSettings settings, int rank) {
    return with(settings, settings.learner().withRank(rank), settings.group());
  }

  /// The same settings of an instance that shares its partitions otherwise.
  static AppSettings withGroup(AppSettings settings, GroupSettings group) {
    return with(settings, settings.learner(), group);
  }

  private static AppSettings with(
      AppSettings settings, LearnerSettings learner, GroupSettings group) {
    return new AppSettings(
        settings.bootstrapServers(),
        settings.applicationId(),
        settings.interactionsTopic(),
        settings.itemsTopic(),
        settings.usersTopic(),
        learner,
        settings.rules(),
        settings.testShare(),
        settings.similarUsers(),
        settings.eventIds(),
        settings.threads(),
        settings.commitIntervalMillis(),
        group,
        settings.stateDir(),
        settings.httpHost(),
        settings.httpPort(),
        settings.advertisedHost(),
        settings.clientConfig(),
        settings.growth());
  }

  /// Of its own for each topic of interactions, since both have the same number of partitions.
  static String usersTopic(String interactionsTopic) {
    return interactionsTopic.equals("interactions") ? "users" : interactionsTopic + "-users";
  }
}
