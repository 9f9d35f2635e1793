package io.millrace.producer.mapping;

import io.millrace.producer.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Which further values of a record are kept, by our names for them.
///
/// @param byName their places
/// @param others whether the fields that the mapping uses for nothing else are kept too
/// @param used the fields that it uses
record Attributes(Map<String, Places> byName, boolean others, Set<String> used) {
  static final Attributes NONE = new Attributes(Map.of(), false, Set.of());

  /// The values that are there.
  Map<String, JsonValue> of(Row row) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    if (others) {
      row.fields().byName().forEach((name, value) -> addOther(values, name, value));
    }
    byName.forEach(
        (name, places) -> {
          JsonValue value = places.value(row);
          if (value != null) {
            values.put(name, value);
          }
        });
    return values;
  }

  private void addOther(Map<String, JsonValue> values, String name, JsonValue value) {
    boolean isKept = !name.isBlank() && !name.startsWith("$") && !used.contains(name);
    if (isKept && !(value instanceof JsonValue.Text(String text) && text.isEmpty())) {
      values.put(name, value);
    }
  }
}
