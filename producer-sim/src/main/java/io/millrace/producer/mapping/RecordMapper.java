package io.millrace.producer.mapping;

/// Makes one kind of record of rows.
interface RecordMapper {
  /// @throws io.millrace.model.event.InvalidEventException if the row is none
  MappedRecord map(Row row);
}
