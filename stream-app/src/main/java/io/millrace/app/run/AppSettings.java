package io.millrace.app.run;

import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.learner.LearnerSettings;
import java.nio.file.Path;
import java.util.Map;

/// Everything that an instance is told at its start.
///
/// @param bootstrapServers of the Kafka cluster, `host:port` separated by commas
/// @param applicationId names the group, the changelogs and the dead-letter topic
/// @param interactionsTopic that events come from
/// @param itemsTopic that items' details come from
/// @param usersTopic that users' details and erasures come from
/// @param learner settings of the learner
/// @param rules of what events teach
/// @param testShare share of the events that are ranked before they are learned
/// @param similarUsers whose neighbours can be told, at most; 0 to tell nobody's
/// @param eventIds of each user that are remembered, 0 to 10,000, so that an event that is sent
///   again is not learned again
/// @param threads that learn, 1 to 64
/// @param commitIntervalMillis between commits at most, 1 to 60,000, and no longer than a
///   transaction may last; they come sooner unless this instance learns alone and much
/// @param group how instances share the partitions
/// @param stateDir for Kafka Streams' own files
/// @param httpHost on which the HTTP server listens
/// @param httpPort on which it listens, 0 for any free one
/// @param advertisedHost by which other instances reach this one; this machine's address stands in
///   for a wildcard
/// @param clientConfig further settings of every Kafka client, such as those of security
/// @param growth how much the model may know
public record AppSettings(
    String bootstrapServers,
    String applicationId,
    String interactionsTopic,
    String itemsTopic,
    String usersTopic,
    LearnerSettings learner,
    EventRules rules,
    TestShare testShare,
    int similarUsers,
    int eventIds,
    int threads,
    int commitIntervalMillis,
    GroupSettings group,
    Path stateDir,
    String httpHost,
    int httpPort,
    String advertisedHost,
    Map<String, String> clientConfig,
    Growth growth) {

  public static final int DEFAULT_SIMILAR_USERS = 1_000_000;

  /// What a lone instance may learn again after a kill, and well below what a transaction may last.
  public static final int DEFAULT_COMMIT_MILLIS = 4_000;

  /// About 37 GB at rank 64.
  public static final int MAX_SIMILAR_USERS = 100_000_000;

  /// Event ids of one user that take 80 kB.
  public static final int MAX_EVENT_IDS = 10_000;

  /// @throws IllegalArgumentException naming the setting and its value if it is out of range
  public AppSettings {
    requireText("bootstrap-servers", bootstrapServers);
    requireText("application-id", applicationId);
    requireText("interactions-topic", interactionsTopic);
    requireText("items-topic", itemsTopic);
    requireText("users-topic", usersTopic);
    requireText("host", httpHost);
    requireText("advertised-host", advertisedHost);
    httpHost = Hosts.bare(httpHost);
    advertisedHost = Hosts.reachable("advertised-host", advertisedHost);
    requireRange("similar-users", similarUsers, 0, MAX_SIMILAR_USERS);
    requireRange("event-ids", eventIds, 0, MAX_EVENT_IDS);
    requireRange("threads", threads, 1, 64);
    requireRange("commit-interval", commitIntervalMillis, 1, 60_000);
    KafkaConfigs.requireCommitsInTime(commitIntervalMillis, group.streamsConfig());
    requireRange("port", httpPort, 0, 65_535);
    clientConfig = Map.copyOf(clientConfig);
  }

  /// Where other instances reach this one.
  ///
  /// @param port on which it listens
  String address(int port) {
    return Hosts.address(advertisedHost, port);
  }

  public String usersChangelog() {
    return applicationId + "-users-changelog";
  }

  public String itemsChangelog() {
    return applicationId + "-items-changelog";
  }

  public String deadLetterTopic() {
    return applicationId + "-dlq";
  }

  /// By which tasks move histories from visitors to accounts.
  public String mergesTopic() {
    return applicationId + "-merges";
  }

  /// Tells which models there are of this application, and which is to be served.
  public String modelsTopic() {
    return applicationId + "-models";
  }

  /// The same for another model of the same topics.
  ///
  /// @param newApplicationId under which it is learned
  AppSettings of(
      String newApplicationId, LearnerSettings newLearner, EventRules newRules, int newEventIds) {
    return new AppSettings(
        bootstrapServers,
        newApplicationId,
        interactionsTopic,
        itemsTopic,
        usersTopic,
        newLearner,
        newRules,
        testShare,
        similarUsers,
        newEventIds,
        threads,
        commitIntervalMillis,
        group,
        stateDir,
        httpHost,
        httpPort,
        advertisedHost,
        clientConfig,
        growth);
  }

  /// The same with other settings of the learner.
  public AppSettings withLearner(LearnerSettings newLearner) {
    return of(applicationId, newLearner, rules, eventIds);
  }

  /// The same for a model that nobody asks anything: no copies, and nobody's neighbours.
  AppSettings unasked() {
    return new AppSettings(
        bootstrapServers,
        applicationId,
        interactionsTopic,
        itemsTopic,
        usersTopic,
        learner,
        rules,
        testShare,
        0,
        eventIds,
        threads,
        commitIntervalMillis,
        new GroupSettings(
            0,
            GroupSettings.Protocol.CLASSIC,
            group.sessionTimeoutMillis(),
            0,
            group.streamsConfig()),
        stateDir,
        httpHost,
        httpPort,
        advertisedHost,
        clientConfig,
        growth);
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is empty");
    }
  }

  static void requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is %d, but must be between %d and %d".formatted(name, value, min, max));
    }
  }
}
