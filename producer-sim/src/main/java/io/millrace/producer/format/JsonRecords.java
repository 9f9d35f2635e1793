package io.millrace.producer.format;

import io.millrace.producer.json.JsonValue;
import io.millrace.producer.mapping.MappedRecord;
import io.millrace.producer.mapping.Mapping;

/// Makes events or items of JSON objects.
record JsonRecords(Mapping mapping) implements LineFormat<MappedRecord> {
  @Override
  public MappedRecord parse(byte[] line) {
    return mapping.map(JsonValue.parseObject(line));
  }
}
