package io.millrace.app.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// From where to where a model is rebuilt.
final class Bounds {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final long[] first; // (partitions) where the topic of interactions begins
  private final long[] bound; // (partitions) the first offset that is not learned

  /// (partitions) Of the topic of users, the first offset that whoever learns on has to read: that
  /// of the first record as new as the first event that is not learned.
  private final long[] users;

  private Bounds(long[] first, long[] bound, long[] users) {
    this.first = first;
    this.bound = bound;
    this.users = users;
  }

  /// Asks the broker.
  ///
  /// @throws StartException if the topic does not reach so far, or begins later
  static Bounds of(AppSettings settings, int partitions, Until until) {
    try (var consumer = consumer(settings)) {
      List<TopicPartition> all = partitionsOf(settings.interactionsTopic(), partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      long[] first = offsets(all, begins);
      long[] bound = bound(consumer, until, all, begins, ends);
      long[] users = new long[partitions];
      for (int p = 0; p < partitions; p++) {
        var ofUsers = new TopicPartition(settings.usersTopic(), p);
        Long millis = sentMillis(consumer, all.get(p), bound[p], offset(ends, all.get(p)));
        users[p] = usersFrom(consumer, ofUsers, millis);
      }
      return new Bounds(first, bound, users);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(AppSettings settings) {
    return new KafkaConsumer<>(
        KafkaConfigs.feed(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitionsOf(String topic, int partitions) {
    return IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  private static long[] bound(
      KafkaConsumer<byte[], byte[]> consumer,
      Until until,
      List<TopicPartition> all,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends) {
    long[] bound = offsets(all, ends);
    switch (until) {
      case Until.End end -> {}
      case Until.Time(long millis) -> {
        Map<TopicPartition, Long> later =
            all.stream().collect(Collectors.toMap(each -> each, each -> millis + 1));
        consumer
            .offsetsForTimes(later)
            .forEach(
                (partition, found) ->
                    bound[partition.partition()] = offsetOr(found, offset(ends, partition)));
      }
      case Until.Offsets(Map<Integer, Long> byPartition) ->
          byPartition.forEach(
              (partition, wanted) -> {
                if (partition >= all.size()) {
                  throw new StartException(
                      "until names partition %d, but there are %d, from 0"
                          .formatted(partition, all.size()));
                }
                requireWithin(
                    partition,
                    wanted,
                    offset(begins, all.get(partition)),
                    offset(ends, all.get(partition)));
                bound[partition] = wanted;
              });
    }
    return bound;
  }

  private static void requireWithin(int partition, long wanted, long begin, long end) {
    if (wanted < begin || wanted > end) {
      throw new StartException(
          "until names offset %d of partition %d, which goes from %d to %d"
              .formatted(wanted, partition, begin, end));
    }
  }

  private static long[] offsets(List<TopicPartition> all, Map<TopicPartition, Long> offsets) {
    return all.stream().mapToLong(each -> offset(offsets, each)).toArray();
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    if (offset == null) {
      throw new IllegalStateException("the broker tells no offset of " + partition);
    }
    return offset;
  }

  private static long offsetOr(@Nullable OffsetAndTimestamp found, long otherwise) {
    return found == null ? otherwise : found.offset();
  }

  /// When the first event from an offset on was sent, or null if there is none.
  private static @Nullable Long sentMillis(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long offset, long end) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
    while (consumer.position(partition) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(PATIENCE)) {
        return Math.max(0, each.timestamp());
      }
      if (consumer.position(partition) == before) {
        throw new StartException("cannot read offset %d of %s".formatted(before, partition));
      }
    }
    return null;
  }

  /// @param millis null for where the partition ends
  private static long usersFrom(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, @Nullable Long millis) {
    long end = offset(consumer.endOffsets(List.of(partition)), partition);
    return millis == null
        ? end
        : offsetOr(consumer.offsetsForTimes(Map.of(partition, millis)).get(partition), end);
  }

  /// (partitions) The first offset of each that is not learned.
  long[] bound() {
    return bound.clone();
  }

  /// Offsets from the beginning to the bound: events, and what ends transactions.
  long events() {
    return IntStream.range(0, bound.length).mapToLong(p -> Math.max(0, bound[p] - first[p])).sum();
  }

  /// How many of the [#events] have come by.
  ///
  /// @param seen offset from which on nothing has come by, by partition
  long reached(IntToLongFunction seen) {
    return IntStream.range(0, bound.length)
        .mapToLong(p -> Math.max(0, Math.min(bound[p], seen.applyAsLong(p)) - first[p]))
        .sum();
  }

  /// Whether the topic begins later than it did, so that some of its events may not have come by.
  boolean hasLostSome(AppSettings settings) {
    try (var consumer = consumer(settings)) {
      List<TopicPartition> all = partitionsOf(settings.interactionsTopic(), first.length);
      return !Arrays.equals(first, offsets(all, consumer.beginningOffsets(all)));
    }
  }

  /// Whether everything below the bound has come by.
  ///
  /// @param seen offset from which on nothing has come by, by partition
  boolean isReached(IntToLongFunction seen) {
    return IntStream.range(0, bound.length)
        .allMatch(p -> first[p] >= bound[p] || seen.applyAsLong(p) >= bound[p]);
  }

  /// Where whoever learns on has to begin.
  Map<TopicPartition, OffsetAndMetadata> next(AppSettings settings) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (int p = 0; p < bound.length; p++) {
      next.put(
          new TopicPartition(settings.interactionsTopic(), p), new OffsetAndMetadata(bound[p]));
      next.put(new TopicPartition(settings.usersTopic(), p), new OffsetAndMetadata(users[p]));
    }
    return next;
  }
}
