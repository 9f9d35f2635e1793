package io.millrace.producer.mapping;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// What a mapping makes of one record.
public sealed interface MappedRecord {

  /// An interaction.
  record Event(Interaction interaction) implements MappedRecord {}

  /// An item.
  ///
  /// @param details null if the item is deleted
  record Item(String itemId, @Nullable ItemDetails details) implements MappedRecord {}

  /// A user.
  ///
  /// @param fields what is known of the user
  record User(String userId, JsonValue.Fields fields) implements MappedRecord {}

  /// An event of a type that the mapping leaves out.
  ///
  /// @param type as the record has it
  record Dropped(String type) implements MappedRecord {}
}
