package io.millrace.producer.mapping;

import io.millrace.model.event.Ids;
import io.millrace.producer.json.JsonValue;

/// Makes users of rows.
record UserMapper(Places user, Attributes attributes) implements RecordMapper {
  @Override
  public MappedRecord map(Row row) {
    String userId = Ids.requireValid("userId", user.id(row));
    return new MappedRecord.User(userId, new JsonValue.Fields(attributes.of(row)));
  }
}
