package io.millrace.producer.mapping;

import io.millrace.model.event.Interaction;

/// Makes events of rows.
record EventMapper(Fields fields, TypeRule types, TimeFormat timeFormat) implements RecordMapper {

  /// Where an event's values stand.
  record Fields(
      Places user,
      Places item,
      Places type,
      Places value,
      Places time,
      Places eventId,
      Places recommendationId) {}

  @Override
  public MappedRecord map(Row row) {
    String theirs = fields.type.text(row);
    String type = types.ours(theirs == null ? Interaction.DEFAULT_TYPE : theirs);
    if (type == null) {
      return new MappedRecord.Dropped(theirs == null ? Interaction.DEFAULT_TYPE : theirs);
    }
    return new MappedRecord.Event(
        new Interaction(
            fields.eventId.text(row),
            fields.user.id(row),
            fields.item.id(row),
            type,
            fields.value.number(row),
            fields.time.millis(row, timeFormat),
            fields.recommendationId.text(row)));
  }
}
