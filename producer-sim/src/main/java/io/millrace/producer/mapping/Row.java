package io.millrace.producer.mapping;

import io.millrace.producer.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// One record, whatever it is made of.
public interface Row {

  /// The value there, or null if there is none.
  @Nullable JsonValue at(Place place);

  /// All fields of the record by name, for items and users that keep them all.
  JsonValue.Fields fields();

  /// A record that is a JSON tree.
  static Row of(JsonValue.Fields fields) {
    return new TreeRow(fields);
  }
}
