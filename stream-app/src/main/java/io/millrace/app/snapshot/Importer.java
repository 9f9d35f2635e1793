package io.millrace.app.snapshot;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Failures;
import io.millrace.app.run.Holdings;
import io.millrace.app.run.KafkaConfigs;
import io.millrace.app.run.StartException;
import io.millrace.app.run.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Makes a snapshot the state of an application that has none, so that its instances start from it
/// and learn on from its offsets.
///
/// All records of the changelogs and the group's offsets are written in one transaction. An import
/// that is broken off leaves topics without anything that counts: it can be run again, and by its
/// transactional id that ends the transaction of the one before.
public final class Importer {
  private static final int PROGRESS_RECORDS = 100_000;

  private final AppSettings settings;
  private final Progress progress;

  public Importer(AppSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// @throws StartException if the snapshot is damaged or does not fit the topics, if the
  ///   application has state already, or if Kafka fails. Nothing is written then.
  public Summary load(Path folder) {
    SnapshotReader snapshot = SnapshotReader.open(folder);
    Manifest manifest = snapshot.manifest();
    Path file = folder.resolve(Manifest.FILE);
    requireSame(file, "rank", manifest.rank(), "--rank", settings.learner().rank());
    requireSame(
        file,
        "interactionsTopic",
        manifest.interactionsTopic(),
        "--interactions-topic",
        settings.interactionsTopic());
    requireSame(file, "usersTopic", manifest.usersTopic(), "--users-topic", settings.usersTopic());
    snapshot.read(change -> {}); // every row, before any is written
    try (var topics = new Topics(settings);
        var holdings = new Holdings(settings)) {
      int partitions = topics.requireInputs();
      topics.requireUsers(partitions);
      requireSame(
          file,
          "number of partitions",
          manifest.partitions().size(),
          "that of topic '" + settings.interactionsTopic() + "'",
          partitions);
      Map<TopicPartition, Long> offsets = offsets(manifest);
      offsets.forEach((partition, offset) -> requireHeld(holdings, file, partition, offset));
      requireNoGroup(holdings);
      topics.createOwn(partitions);
      write(snapshot, holdings, offsets, partitions);
      holdings.awaitVisible(settings.usersChangelog(), partitions);
      holdings.awaitVisible(settings.itemsChangelog(), partitions);
    }
    return Summary.of(manifest);
  }

  private static void requireSame(
      Path file, String field, Object found, String name, Object wanted) {
    if (!found.equals(wanted)) {
      throw new StartException(
          "%s: %s is %s, but %s is %s".formatted(file, field, found, name, wanted));
    }
  }

  /// Where the group is to go on, without partitions from which nothing was read.
  private Map<TopicPartition, Long> offsets(Manifest manifest) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Manifest.Partition each : manifest.partitions()) {
      if (each.nextInteraction() > 0) {
        offsets.put(
            new TopicPartition(settings.interactionsTopic(), each.partition()),
            each.nextInteraction());
      }
      if (each.nextUser() > 0) {
        offsets.put(new TopicPartition(settings.usersTopic(), each.partition()), each.nextUser());
      }
    }
    return offsets;
  }

  private static void requireHeld(
      Holdings holdings, Path file, TopicPartition partition, long offset) {
    Holdings.Range range = holdings.range(partition);
    if (offset < range.first()) {
      throw new StartException(
          "%s: learning goes on at offset %d of %s, but that begins at %d by now: events that followed the snapshot are gone"
              .formatted(file, offset, partition, range.first()));
    }
    if (offset > range.end()) {
      throw new StartException(
          "%s: learning goes on at offset %d of %s, but that ends at %d: is this the topic that the snapshot was made with?"
              .formatted(file, offset, partition, range.end()));
    }
  }

  private void requireNoGroup(Holdings holdings) {
    boolean hasOffsets =
        holdings.committed().keySet().stream()
            .anyMatch(
                each ->
                    List.of(settings.interactionsTopic(), settings.usersTopic())
                        .contains(each.topic()));
    if (hasOffsets || holdings.hasMembers()) {
      throw hasState(hasOffsets ? "has committed offsets" : "has instances that run");
    }
  }

  private StartException hasState(String what) {
    return new StartException(
        "--application-id %s %s: name another one, under which nothing was learned yet"
            .formatted(settings.applicationId(), what));
  }

  private void write(
      SnapshotReader snapshot,
      Holdings holdings,
      Map<TopicPartition, Long> offsets,
      int partitions) {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            KafkaConfigs.importer(settings),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions(); // ends what an import before this one has left open
      for (String topic :
          List.of(settings.usersChangelog(), settings.itemsChangelog(), settings.mergesTopic())) {
        if (holdings.holdsRecords(topic, partitions)) {
          throw hasState("has a topic with records, " + topic);
        }
      }
      producer.beginTransaction();
      send(snapshot, producer);
      Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
      offsets.forEach(
          (partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
      producer.sendOffsetsToTransaction(committed, group());
      producer.commitTransaction();
    } catch (KafkaException failure) {
      throw new StartException(
          "nothing was imported, since Kafka at '%s' refuses: %s"
              .formatted(settings.bootstrapServers(), Failures.line(failure)),
          failure);
    }
  }

  /// The group, of which nobody is a member.
  private ConsumerGroupMetadata group() {
    try (var consumer =
        new KafkaConsumer<>(
            KafkaConfigs.group(settings),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  /// A record that fails fails the commit.
  private void send(SnapshotReader snapshot, Producer<byte[], byte[]> producer) {
    long[] sent = {0};
    snapshot.read(
        change -> {
          String topic = change.ofUsers() ? settings.usersChangelog() : settings.itemsChangelog();
          var _ =
              producer.send(
                  new ProducerRecord<>(topic, change.partition(), change.key(), change.value()));
          if (++sent[0] % PROGRESS_RECORDS == 0) {
            progress.sent(sent[0]);
          }
        });
  }
}
