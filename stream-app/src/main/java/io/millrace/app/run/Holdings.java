package io.millrace.app.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What Kafka holds of an application: its group's offsets, and what is in topics.
public final class Holdings implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration VISIBLE_TIMEOUT = Duration.ofSeconds(30);

  private final AppSettings settings;
  private final Admin admin;

  public Holdings(AppSettings settings) {
    this.settings = settings;
    this.admin = Admin.create(KafkaConfigs.admin(settings));
  }

  /// The offsets of a partition's records.
  ///
  /// @param first of a record that is still there
  /// @param end of the next one
  public record Range(long first, long end) {}

  /// The next offset of each partition of which the group committed one.
  public Map<TopicPartition, Long> committed() {
    String group = settings.applicationId();
    try {
      Map<TopicPartition, Long> committed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(
              Map.of(group, new ListConsumerGroupOffsetsSpec()),
              new ListConsumerGroupOffsetsOptions().requireStable(true))
          .partitionsToOffsetAndMetadata(group)
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition, offset.offset());
                }
              });
      return committed;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw refused(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// Whether instances of the application run.
  public boolean hasMembers() {
    return await(admin.listGroups().all()).stream()
        .filter(group -> group.groupId().equals(settings.applicationId()))
        .anyMatch(
            group ->
                !Set.of(GroupState.EMPTY, GroupState.DEAD)
                    .contains(group.groupState().orElse(GroupState.UNKNOWN)));
  }

  /// Partitions of a topic, 0 if it does not exist.
  public int partitions(String topic) {
    try {
      TopicDescription found =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      return found == null ? 0 : found.partitions().size();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw refused(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// What a partition holds.
  public Range range(TopicPartition partition) {
    return new Range(
        offset(partition, OffsetSpec.earliest()), offset(partition, OffsetSpec.latest()));
  }

  private long offset(TopicPartition partition, OffsetSpec which) {
    return await(admin.listOffsets(Map.of(partition, which)).partitionResult(partition)).offset();
  }

  /// Whether a topic holds a record that is committed.
  public boolean holdsRecords(String topic, int partitions) {
    List<TopicPartition> all = all(topic, partitions);
    try (var consumer = consumer()) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        if (!consumer.poll(POLL).isEmpty()) {
          return true;
        }
      }
      return false;
    }
  }

  /// Waits until readers of committed records see all of a topic. A transaction is committed before
  /// its end stands in each partition, and whoever restores until then would find nothing.
  ///
  /// @throws StartException if a transaction stays open
  public void awaitVisible(String topic, int partitions) {
    List<TopicPartition> all = all(topic, partitions);
    long deadline = System.nanoTime() + VISIBLE_TIMEOUT.toNanos();
    try (var consumer = consumer()) {
      while (true) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        if (all.stream().allMatch(each -> range(each).end() == ends.getOrDefault(each, 0L))) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new StartException(
              "topic '%s' has a transaction that does not end: wait a minute before you start instances"
                  .formatted(topic));
        }
        pause();
      }
    }
  }

  private static List<TopicPartition> all(String topic, int partitions) {
    return IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        KafkaConfigs.feed(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      throw refused(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private StartException refused(ExecutionException failure) {
    return new StartException(
        "Kafka at '%s' refuses: %s".formatted(settings.bootstrapServers(), Failures.line(failure)),
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
