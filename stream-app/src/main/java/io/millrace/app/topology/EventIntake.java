package io.millrace.app.topology;

import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Ids;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.Utf8;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Everything that can be wrong with a record, found before anything is changed.
final class EventIntake {
  /// Largest record that is taken for an event, in bytes.
  static final int MAX_EVENT_BYTES = 65_536;

  private final EventWeights weights;
  private final int partitions;

  EventIntake(EventWeights weights, int partitions) {
    this.weights = weights;
    this.partitions = partitions;
  }

  /// A valid event with its time and weight.
  record Accepted(Interaction event, long timeMillis, float weight) {}

  /// @param partition on which the record was
  /// @throws InvalidEventException if the record cannot be learned
  Accepted accept(Record<byte[], byte[]> sent, int partition) {
    byte @Nullable [] key = sent.key();
    byte @Nullable [] value = sent.value();
    if (key == null) {
      throw new InvalidEventException(
          Rejection.MISSING_KEY, "key", null, "is missing: records are keyed by userId");
    }
    if (value == null) {
      throw new InvalidEventException(Rejection.MALFORMED, "body", null, "is missing");
    }
    requireSize("key", key.length, Ids.MAX_BYTES);
    requireSize("body", value.length, MAX_EVENT_BYTES);
    Interaction event = InteractionJson.parse(value);
    requireKey(event, key);
    requirePartition(key, partition);
    event.requireNotAhead(sent.timestamp());
    long timeMillis = event.timestampMillis() == null ? sent.timestamp() : event.timestampMillis();
    return new Accepted(event, timeMillis, weights.of(event));
  }

  private static void requireSize(String field, int bytes, int maxBytes) {
    if (bytes > maxBytes) {
      throw new InvalidEventException(
          Rejection.OVERSIZED, field, bytes + " bytes", "are more than " + maxBytes);
    }
  }

  private static void requireKey(Interaction event, byte[] key) {
    String keyed = Utf8.decode(key);
    if (!event.userId().equals(keyed)) {
      throw new InvalidEventException(
          Rejection.KEY_MISMATCH,
          "userId",
          event.userId(),
          "is not the record's key '" + keyed + "'");
    }
  }

  private void requirePartition(byte[] key, int partition) {
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
