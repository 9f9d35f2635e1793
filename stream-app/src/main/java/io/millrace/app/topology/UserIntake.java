package io.millrace.app.topology;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.UnknownFields;
import io.millrace.producer.json.UserJson;
import io.millrace.producer.json.Utf8;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// What a record of the topic of users says, and everything that can be wrong with it.
final class UserIntake {
  private final int partitions;
  private final UnknownFields unknown;

  /// @param unknown hears of fields that nobody knows
  UserIntake(int partitions, UnknownFields unknown) {
    this.unknown = unknown;
    this.partitions = partitions;
  }

  /// The user whom the record erases; empty if it tells details, of which nothing is made yet.
  ///
  /// @param partition on which the record was
  /// @throws InvalidEventException if the record says nothing
  Optional<String> accept(Record<byte[], byte[]> sent, int partition) {
    byte[] key = EventIntake.requireKey(sent.key());
    byte @Nullable [] value = sent.value();
    String userId = userId(key);
    EventIntake.requirePartition(key, partition, partitions);
    if (value == null) {
      return Optional.of(userId);
    }
    EventIntake.requireSize("body", value.length, EventIntake.MAX_EVENT_BYTES);
    UserJson.requireValid(value, unknown);
    return Optional.empty();
  }

  private static String userId(byte[] key) {
    String userId = Utf8.decode(key);
    if (userId == null) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, "key", key.length + " bytes", "are not valid UTF-8");
    }
    return Ids.requireValid("key", userId);
  }
}
