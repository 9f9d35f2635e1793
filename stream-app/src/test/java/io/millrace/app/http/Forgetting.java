package io.millrace.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.KafkaConfigs;
import io.millrace.app.topology.StoredUser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// How long it takes until something that was taken back is gone everywhere: from the answers of
/// the user's owner, from the copy on another instance, and from the newest state of the changelog
/// as everyone reads it. That is a second by README; here a busy machine gets five, and the times
/// are printed.
final class Forgetting implements AutoCloseable {
  private static final long BOUND_MILLIS = 5_000;
  private static final long PENDING = -1;
  private static final Duration POLL = Duration.ofMillis(5);

  private final AppSettings settings;
  private final KafkaConsumer<byte[], byte @Nullable []> changelog;
  private final List<TopicPartition> partitions;

  /// @param settings of the instances
  Forgetting(AppSettings settings) {
    this.settings = settings;
    this.changelog =
        new KafkaConsumer<>(
            KafkaConfigs.feed(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        changelog.partitionsFor(settings.usersChangelog()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    changelog.assign(partitions);
  }

  /// Takes something back and waits until it is gone.
  ///
  /// @param what is printed
  /// @param act returns once it is accepted
  /// @param owner whether it is gone from the owner's answers
  /// @param copy whether it is gone from the copy's
  /// @param stored whether it is gone from the state of the user that is written next, null for a
  ///   tombstone
  void measure(
      String what,
      String userId,
      Runnable act,
      BooleanSupplier owner,
      BooleanSupplier copy,
      Predicate<@Nullable StoredUser> stored) {
    changelog.seekToEnd(partitions);
    partitions.forEach(changelog::position);
    act.run();
    long start = System.nanoTime();
    long ownerMillis = PENDING;
    long copyMillis = PENDING;
    long storedMillis = PENDING;
    while (ownerMillis == PENDING || copyMillis == PENDING || storedMillis == PENDING) {
      ownerMillis = ownerMillis == PENDING ? since(start, owner.getAsBoolean()) : ownerMillis;
      copyMillis = copyMillis == PENDING ? since(start, copy.getAsBoolean()) : copyMillis;
      for (ConsumerRecord<byte[], byte @Nullable []> each : changelog.poll(POLL)) {
        if (new String(each.key(), StandardCharsets.UTF_8).equals(userId)) {
          assertThat(stored.test(stored(each.value()))).as(what + " in the changelog").isTrue();
          storedMillis = since(start, true);
        }
      }
      assertThat(since(start, true))
          .as(
              "milliseconds of '%s'; gone from owner %d, copy %d, changelog %d",
              what, ownerMillis, copyMillis, storedMillis)
          .isLessThan(BOUND_MILLIS);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: gone from the owner's answers after %d ms, from the copy after %d, from the changelog"
            + " after %d%n",
        what,
        ownerMillis,
        copyMillis,
        storedMillis);
  }

  private @Nullable StoredUser stored(byte @Nullable [] value) {
    return value == null ? null : StoredUser.read(settings.learner().rank(), value);
  }

  private static long since(long startNanos, boolean gone) {
    return gone ? (System.nanoTime() - startNanos) / 1_000_000 : PENDING;
  }

  @Override
  public void close() {
    changelog.close();
  }
}
