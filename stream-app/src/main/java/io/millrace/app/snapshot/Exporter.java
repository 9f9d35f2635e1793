package io.millrace.app.snapshot;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Holdings;
import io.millrace.app.run.KafkaConfigs;
import io.millrace.app.run.StartException;
import io.millrace.app.run.Topics;
import io.millrace.app.run.Version;
import io.millrace.app.topology.StoredPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Writes a snapshot of what an application has learned, from its changelogs: whether instances run
/// meanwhile or not. The state of each partition is that of one commit; partitions are read one
/// after the other, so that of each at another moment, as after a restart.
///
/// Holds the state of one partition in memory, and the vectors of all items.
public final class Exporter {
  /// For which nothing may come while something has to.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AppSettings settings;
  private final Progress progress;

  public Exporter(AppSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// @param target folder that is not there yet, or empty
  /// @throws StartException if there is nothing to export, the folder is taken, or Kafka fails
  public Summary export(Path target) {
    int partitions;
    Map<TopicPartition, Long> committed;
    try (var topics = new Topics(settings);
        var holdings = new Holdings(settings)) {
      partitions = topics.requireInputs();
      requireChangelog(holdings, settings.usersChangelog(), partitions);
      requireChangelog(holdings, settings.itemsChangelog(), partitions);
      // Before the changelogs are read: see known.
      committed = holdings.committed();
    }
    SnapshotFolder folder = SnapshotFolder.create(target);
    try (var writer = new SnapshotWriter(folder, settings.learner());
        Consumer<byte[], byte[]> users = consumer();
        Consumer<byte[], byte[]> items = consumer()) {
      for (int p = 0; p < partitions; p++) {
        PartitionState state =
            PartitionState.read(
                p,
                reader(users, settings.usersChangelog(), p),
                reader(items, settings.itemsChangelog(), p));
        StoredPosition position = known(p, state.position(), committed);
        writer.add(state, position);
        progress.partition(p, state.users().size(), position.interactions());
      }
      return Summary.of(
          writer.complete(
              new SnapshotWriter.Origin(
                  Version.current(),
                  settings.applicationId(),
                  Instant.now().toString(),
                  settings.interactionsTopic(),
                  settings.usersTopic())));
    } catch (IOException failure) {
      throw new StartException(
          "cannot write to '%s': %s".formatted(folder.partial(), failure.getMessage()), failure);
    }
  }

  private void requireChangelog(Holdings holdings, String topic, int partitions) {
    int found = holdings.partitions(topic);
    if (found != partitions) {
      throw new StartException(
          found == 0
              ? "topic '%s' does not exist: nothing was learned under --application-id %s"
                  .formatted(topic, settings.applicationId())
              : "topic '%s' has %d partitions, but '%s' has %d: is this the --interactions-topic of --application-id %s?"
                  .formatted(
                      topic,
                      found,
                      settings.interactionsTopic(),
                      partitions,
                      settings.applicationId()));
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        KafkaConfigs.feed(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static ChangelogReader reader(
      Consumer<byte[], byte[]> consumer, String topic, int partition) {
    return new ChangelogReader(consumer, new TopicPartition(topic, partition), PATIENCE);
  }

  /// A position without unknown offsets. An offset is unknown as long as no record of the topic has
  /// come since an older version wrote the state; until then what the group committed stands still.
  private StoredPosition known(
      int partition, StoredPosition position, Map<TopicPartition, Long> committed) {
    return new StoredPosition(
        position.write(),
        known(position.interactions(), settings.interactionsTopic(), partition, committed),
        known(position.users(), settings.usersTopic(), partition, committed));
  }

  private static long known(
      long offset, String topic, int partition, Map<TopicPartition, Long> committed) {
    return offset == StoredPosition.UNKNOWN
        ? committed.getOrDefault(new TopicPartition(topic, partition), 0L)
        : offset;
  }
}
