package io.millrace.app.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/// The committed offsets of a group that has no members.
final class GroupOffsets implements AutoCloseable {
  /// Longer than a session: who left without a word is a member for so long.
  private static final Duration EMPTY_TIMEOUT = Duration.ofSeconds(30);

  private static final long POLL_MILLIS = 100;

  private final String group;
  private final Admin admin;

  GroupOffsets(AppSettings settings) {
    this.group = settings.applicationId();
    this.admin = Admin.create(KafkaConfigs.admin(settings));
  }

  /// Checks that a model that was learned knows up to where: without offsets all events would be
  /// learned a second time.
  ///
  /// @throws StartException if it does not
  static void requireSome(AppSettings model) throws InterruptedException {
    try (var group = new GroupOffsets(model)) {
      if (group.committed().isEmpty()) {
        throw new StartException(
            "group '%s' has no offsets any more, so it is not known what the model has learned: Kafka drops those of a group without members after offsets.retention.minutes; learn the model anew"
                .formatted(model.applicationId()));
      }
    }
  }

  /// The committed offsets; none if there is no such group.
  Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw refused(failure);
    }
  }

  /// Sets offsets, once the group is empty.
  ///
  /// @throws StartException if it stays full
  void set(Map<TopicPartition, OffsetAndMetadata> offsets) throws InterruptedException {
    whenEmpty(() -> admin.alterConsumerGroupOffsets(group, offsets).all().get());
  }

  /// Deletes the group, once it is empty; does nothing if there is none.
  ///
  /// @throws StartException if it stays full
  void delete() throws InterruptedException {
    whenEmpty(
        () -> {
          try {
            admin.deleteConsumerGroups(List.of(group)).all().get();
          } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof GroupIdNotFoundException)) {
              throw failure;
            }
          }
        });
  }

  private interface Change {
    void run() throws ExecutionException, InterruptedException;
  }

  private void whenEmpty(Change change) throws InterruptedException {
    long deadline = System.nanoTime() + EMPTY_TIMEOUT.toNanos();
    while (true) {
      try {
        change.run();
        return;
      } catch (ExecutionException failure) {
        boolean full =
            failure.getCause() instanceof GroupNotEmptyException
                || failure.getCause() instanceof UnknownMemberIdException;
        if (!full) {
          throw refused(failure);
        }
        if (System.nanoTime() > deadline) {
          throw new StartException(
              "group '%s' has members: an instance or a rebuild runs with this id".formatted(group),
              failure);
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private StartException refused(ExecutionException failure) {
    return new StartException(
        "Kafka refuses to tell or change the offsets of group '%s': %s"
            .formatted(group, Failures.line(failure)),
        failure);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
