package io.millrace.app.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// The topics of an instance: those that it needs, those that it makes.
public final class Topics implements AutoCloseable {
  /// Partitions of topic `interactions` unless told otherwise.
  public static final int DEFAULT_PARTITIONS = 4;

  private static final String SHORTEST_SESSION_CONFIG = "group.min.session.timeout.ms";
  private static final int DEFAULT_SHORTEST_SESSION_MILLIS = 6_000;
  private static final Duration LEADERS_TIMEOUT = Duration.ofSeconds(20);
  private static final long LEADERS_POLL_MILLIS = 50;

  private final AppSettings settings;
  private final Admin admin;

  public Topics(AppSettings settings) {
    this.settings = settings;
    this.admin = connect(settings);
  }

  private static Admin connect(AppSettings settings) {
    try {
      return Admin.create(KafkaConfigs.admin(settings));
    } catch (KafkaException refused) {
      throw new StartException(
          "cannot set up Kafka clients for '%s': %s"
              .formatted(settings.bootstrapServers(), Failures.line(refused)),
          refused);
    }
  }

  /// Makes the topics that events, items and users come from, where they are missing.
  ///
  /// @param partitions of a new topic of interactions
  /// @return names of the topics that were made
  public List<String> createInputs(int partitions) {
    List<String> made = new ArrayList<>();
    create(made, settings.interactionsTopic(), partitions, KafkaConfigs.interactionsTopic());
    create(made, settings.itemsTopic(), 1, KafkaConfigs.itemsTopic());
    // The topic of interactions may be older, with partitions of its own number.
    int found = partitions(settings.interactionsTopic());
    create(made, settings.usersTopic(), found, KafkaConfigs.usersTopic());
    return made;
  }

  private void create(List<String> made, String name, int partitions, Map<String, String> config) {
    if (create(new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config))) {
      made.add(name);
    }
  }

  /// Makes the instance's own topics, where they are missing.
  ///
  /// @throws StartException if they exist with another number of partitions
  public void createOwn(int partitions) {
    createModels();
    Map<String, Map<String, String>> own =
        Map.of(
            settings.usersChangelog(), KafkaConfigs.changelogTopic(),
            settings.itemsChangelog(), KafkaConfigs.changelogTopic(),
            settings.mergesTopic(), KafkaConfigs.mergesTopic(),
            settings.deadLetterTopic(), KafkaConfigs.deadLetterTopic());
    own.forEach(
        (name, config) -> {
          create(new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config));
          int found = partitions(name);
          if (found != partitions) {
            throw new StartException(
                "topic '%s' has %d partitions, but '%s' has %d: state cannot follow a change of partitions; use another --application-id"
                    .formatted(name, found, settings.interactionsTopic(), partitions));
          }
        });
  }

  /// How the topics stand that a running instance relies on.
  TopicWatch.View view() {
    return new TopicWatch.View() {
      @Override
      public int partitions() {
        return Topics.this.partitions(settings.interactionsTopic());
      }

      @Override
      public @Nullable String missing() {
        return own().filter(topic -> !exists(topic)).findFirst().orElse(null);
      }
    };
  }

  private Stream<String> own() {
    return Stream.of(
        settings.usersChangelog(),
        settings.itemsChangelog(),
        settings.mergesTopic(),
        settings.deadLetterTopic());
  }

  /// Makes the topic that tells which models there are, where it is missing.
  void createModels() {
    create(
        new NewTopic(settings.modelsTopic(), Optional.of(1), Optional.empty())
            .configs(KafkaConfigs.modelsTopic()));
    int found = partitions(settings.modelsTopic());
    if (found != 1) {
      throw new StartException(
          "topic '%s' has %d partitions, but must have 1: delete it, or use another --application-id"
              .formatted(settings.modelsTopic(), found));
    }
  }

  boolean exists(String topic) {
    return describe(topic).isPresent();
  }

  /// Deletes the changelogs and dead letters of a model that was not finished.
  void deleteOwn() {
    for (String topic : own().toList()) {
      try {
        delete(topic);
      } catch (ExecutionException failure) {
        throw unreachable(failure);
      } catch (InterruptedException interrupted) {
        throw interrupted(interrupted);
      }
    }
  }

  private void delete(String topic) throws ExecutionException, InterruptedException {
    try {
      admin.deleteTopics(List.of(topic)).all().get();
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw failure;
      }
    }
    long deadline = System.nanoTime() + LEADERS_TIMEOUT.toNanos();
    while (exists(topic)) {
      if (System.nanoTime() > deadline) {
        throw new StartException(
            "topic '%s' is still there %d s after it was deleted"
                .formatted(topic, LEADERS_TIMEOUT.toSeconds()));
      }
      Thread.sleep(LEADERS_POLL_MILLIS);
    }
  }

  /// Checks that the topics which events and items come from exist.
  ///
  /// @return partitions of the topic of interactions
  /// @throws StartException if a topic is missing or the cluster does not answer
  public int requireInputs() {
    partitions(settings.itemsTopic());
    return partitions(settings.interactionsTopic());
  }

  /// Checks that the topic of users exists and is divided like that of the interactions.
  ///
  /// @param partitions of the topic of interactions
  /// @throws StartException if it is not
  public void requireUsers(int partitions) {
    int found = partitions(settings.usersTopic());
    if (found != partitions) {
      throw new StartException(
          "topic '%s' has %d partitions, but '%s' has %d, and a user must be on the same one of both: name another with --users-topic, or delete it, and run 'bin/millrace topics create'"
              .formatted(settings.usersTopic(), found, settings.interactionsTopic(), partitions));
    }
  }

  /// The offset behind the last committed event of each partition of the interactions, without the
  /// partitions that are empty.
  public Map<Integer, Long> ends() {
    List<TopicPartition> partitions =
        IntStream.range(0, partitions(settings.interactionsTopic()))
            .mapToObj(partition -> new TopicPartition(settings.interactionsTopic(), partition))
            .toList();
    Map<Integer, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<Integer, Long> ends = offsets(partitions, OffsetSpec.latest());
    ends.entrySet().removeIf(end -> end.getValue().equals(begins.get(end.getKey())));
    return ends;
  }

  private Map<Integer, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
    try {
      Map<Integer, Long> offsets = new TreeMap<>();
      admin
          .listOffsets(
              partitions.stream().collect(Collectors.toMap(p -> p, p -> which)),
              KafkaConfigs.COMMITTED)
          .all()
          .get()
          .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
      return offsets;
    } catch (ExecutionException failure) {
      throw unreachable(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// The time after which an instance that is silent counts as dead, by the classic protocol.
  ///
  /// @return milliseconds
  public int sessionMillis() {
    int wanted = settings.group().sessionTimeoutMillis();
    return wanted == GroupSettings.SHORTEST_SESSION
        ? Math.max(GroupSettings.MIN_SESSION_MILLIS, shortestSessionMillis())
        : wanted;
  }

  /// The shortest session that the broker allows; Kafka's default where it does not say.
  private int shortestSessionMillis() {
    try {
      return BrokerConfigs.number(admin, SHORTEST_SESSION_CONFIG, DEFAULT_SHORTEST_SESSION_MILLIS);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// Checks that a topic exists that somebody else makes and writes.
  ///
  /// @throws StartException if it does not
  public void requireSource(String topic) {
    if (!exists(topic)) {
      throw new StartException(
          "topic '%s' does not exist on %s: --from names topics that others write to"
              .formatted(topic, settings.bootstrapServers()));
    }
  }

  /// Makes the topic of dead letters, where it is missing.
  ///
  /// @param partitions of a new one
  public void createDeadLetters(int partitions) {
    create(
        new NewTopic(settings.deadLetterTopic(), Optional.of(partitions), Optional.empty())
            .configs(KafkaConfigs.deadLetterTopic()));
  }

  /// Partitions of a topic.
  ///
  /// @throws StartException if it does not exist
  public int partitions(String topic) {
    return describe(topic)
        .orElseThrow(
            () ->
                new StartException(
                    "topic '%s' does not exist on %s: make it with 'bin/millrace topics create'"
                        .formatted(topic, settings.bootstrapServers())))
        .partitions()
        .size();
  }

  private Optional<TopicDescription> describe(String topic) {
    try {
      return Optional.ofNullable(
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw unreachable(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private boolean create(NewTopic topic) {
    try {
      boolean made = make(topic);
      // Also if another instance made it, perhaps just now.
      awaitLeaders(topic.name());
      return made;
    } catch (ExecutionException failure) {
      throw unreachable(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private boolean make(NewTopic topic) throws ExecutionException, InterruptedException {
    try {
      admin.createTopics(List.of(topic)).all().get();
      return true;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw failure;
    }
  }

  /// What is sent to a partition before it has a leader can be lost without an error.
  private void awaitLeaders(String topic) throws InterruptedException {
    long deadline = System.nanoTime() + LEADERS_TIMEOUT.toNanos();
    while (!hasLeaders(topic)) {
      if (System.nanoTime() > deadline) {
        throw new StartException(
            "partitions of topic '%s' have no leader after %d s: are all brokers of '%s' running?"
                .formatted(topic, LEADERS_TIMEOUT.toSeconds(), settings.bootstrapServers()));
      }
      Thread.sleep(LEADERS_POLL_MILLIS);
    }
  }

  private boolean hasLeaders(String topic) {
    return describe(topic)
        .map(
            found ->
                found.partitions().stream()
                    .allMatch(p -> p.leader() != null && !p.leader().isEmpty()))
        .orElse(false);
  }

  private StartException unreachable(ExecutionException failure) {
    if (!(failure.getCause() instanceof RetriableException)) {
      return new StartException(
          "Kafka at '%s' refuses: %s"
              .formatted(settings.bootstrapServers(), Failures.line(failure)),
          failure);
    }
    return new StartException(
        "Kafka at '%s' does not answer (%s): is the address right and the broker running? 'bin/millrace broker' starts one"
            .formatted(settings.bootstrapServers(), Failures.line(failure)),
        failure);
  }

  private static StartException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new StartException("interrupted while waiting for Kafka", cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
