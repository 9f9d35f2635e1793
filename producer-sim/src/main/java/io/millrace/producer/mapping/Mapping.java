package io.millrace.producer.mapping;

import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.JsonValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where in a record the fields of an event, an item or a user stand, and how they are written. An
/// instance is always valid and may be used by any number of threads.
///
/// A file of a mapping is YAML, or properties if its name ends so:
///
/// ```
/// user: userId|anonymousId      # the first that has a value
/// item: properties.product_id   # a path; a name with dots in it is found as well
/// type: event                   # or 3, a column's number, or =view, always the same
/// types: {Product Viewed: view, Order Completed: purchase}
/// otherTypes: drop
/// time: timestamp
/// timeFormat: ms
/// ```
public final class Mapping {
  /// Which topic the records are for.
  public enum Target {
    INTERACTIONS,
    ITEMS,
    USERS
  }

  private final MappingParts parts;
  private final RecordMapper mapper;

  Mapping(MappingParts parts) {
    this.parts = parts;
    this.mapper = parts.mapper();
  }

  /// The mapping in a file of at most 64 KiB.
  ///
  /// @throws InvalidMappingException if it cannot be read or is wrong
  public static Mapping load(Path file) {
    return MappingText.load(file).mapping();
  }

  /// The mapping in this text.
  ///
  /// @param name of the text in messages
  /// @throws InvalidMappingException if it is wrong
  public static Mapping parse(String name, String yaml) {
    return MappingText.yaml(name, yaml).mapping();
  }

  /// Which topic its records are for.
  public Target target() {
    return parts.target();
  }

  /// What it says of the file that holds the records.
  public TableFormat table() {
    return parts.table();
  }

  public TypeRule types() {
    return parts.types();
  }

  public TimeFormat timeFormat() {
    return parts.timeFormat();
  }

  /// The places of the fields that it names, by field, in the order of the reference.
  public Map<String, Places> places() {
    return parts.places();
  }

  /// What this mapping makes of a record.
  ///
  /// @throws InvalidEventException naming the field at fault if the record is not as it should be
  public MappedRecord map(JsonValue.Fields record) {
    return map(Row.of(record));
  }

  /// What this mapping makes of a record of any kind.
  ///
  /// @throws InvalidEventException naming the field at fault if the record is not as it should be
  public MappedRecord map(Row row) {
    return mapper.map(row);
  }

  /// The same mapping, which also renames the types that are common elsewhere.
  public Mapping withKnownTypes() {
    return new Mapping(parts.withKnownTypes());
  }

  /// The same mapping for a table with these columns: each name has become a number.
  ///
  /// @param file in messages
  /// @throws InvalidMappingException if a field has none of the columns that it may stand in
  public Mapping onColumns(String file, List<String> columns) {
    return new Mapping(parts.onColumns(file, columns));
  }
}
