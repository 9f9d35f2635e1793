package io.millrace.app.topology;

import io.millrace.model.event.Erasure;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Ids;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Rejection;
import io.millrace.model.event.Undo;
import io.millrace.model.event.UserMessage;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.UnknownFields;
import io.millrace.producer.json.Utf8;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Everything that can be wrong with a record of the topic of interactions, found before anything
/// is changed.
final class EventIntake {
  /// Largest record that is taken for an event, in bytes.
  static final int MAX_EVENT_BYTES = 65_536;

  private final EventRules rules;
  private final int partitions;
  private final UnknownFields unknown;

  /// @param unknown hears of fields that nobody knows
  EventIntake(EventRules rules, int partitions, UnknownFields unknown) {
    this.unknown = unknown;
    this.rules = rules;
    this.partitions = partitions;
  }

  /// A record with which nothing is wrong.
  sealed interface Accepted {
    /// A valid event with its time and weight.
    record Event(Interaction event, long timeMillis, float weight) implements Accepted {}

    /// Something to take back.
    record Undoing(Undo undo) implements Accepted {}

    /// A user to forget.
    record Erasing(Erasure erasure) implements Accepted {}

    /// A history to take over.
    record Merging(Merge merge) implements Accepted {}
  }

  /// @param partition on which the record was
  /// @throws InvalidEventException if the record cannot be learned
  Accepted accept(Record<byte[], byte[]> sent, int partition) {
    byte[] key = requireKey(sent.key());
    byte @Nullable [] value = sent.value();
    if (value == null) {
      throw new InvalidEventException(Rejection.MALFORMED, "body", null, "is missing");
    }
    requireSize("body", value.length, MAX_EVENT_BYTES);
    UserMessage message = InteractionJson.parseMessage(value, unknown);
    requireKeyOf(message, key);
    requirePartition(key, partition, partitions);
    return switch (message) {
      case Interaction event -> timed(event, sent.timestamp());
      case Undo undo -> new Accepted.Undoing(undo);
      case Erasure erasure -> new Accepted.Erasing(erasure);
      case Merge merge -> new Accepted.Merging(merge);
    };
  }

  private Accepted.Event timed(Interaction event, long sentMillis) {
    event.requireNotAhead(sentMillis);
    long timeMillis = event.timestampMillis() == null ? sentMillis : event.timestampMillis();
    return new Accepted.Event(event, timeMillis, rules.weightOf(event));
  }

  /// The key itself if it can be a user id.
  ///
  /// @throws InvalidEventException if there is no key, or one that is larger than any user id
  static byte[] requireKey(byte @Nullable [] key) {
    if (key == null) {
      throw new InvalidEventException(
          Rejection.MISSING_KEY, "key", null, "is missing: records are keyed by userId");
    }
    requireSize("key", key.length, Ids.MAX_BYTES);
    return key;
  }

  /// @throws InvalidEventException if there are more bytes than there may be
  static void requireSize(String field, int bytes, int maxBytes) {
    if (bytes > maxBytes) {
      throw new InvalidEventException(
          Rejection.OVERSIZED, field, bytes + " bytes", "are more than " + maxBytes);
    }
  }

  private static void requireKeyOf(UserMessage message, byte[] key) {
    String keyed = Utf8.decode(key);
    if (!message.userId().equals(keyed)) {
      throw new InvalidEventException(
          Rejection.KEY_MISMATCH,
          "userId",
          message.userId(),
          "is not the record's key '" + keyed + "'");
    }
  }

  /// @throws InvalidEventException if a record with this key belongs to another partition
  static void requirePartition(byte[] key, int partition, int partitions) {
    int expected = UserStores.partitionOf(key, partitions);
    if (partition != expected) {
      throw new InvalidEventException(
          Rejection.WRONG_PARTITION,
          "partition",
          partition,
          "is not the key's, which is " + expected + ": use the partitioner murmur2");
    }
  }
}
