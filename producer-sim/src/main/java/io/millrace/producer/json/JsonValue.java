package io.millrace.producer.json;

import io.millrace.model.event.InvalidEventException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A JSON value of any shape, for documents whose fields are asked for by name. Their texts, by
/// [Object#toString], are for messages about them.
public sealed interface JsonValue {
  /// `null`.
  record Nothing() implements JsonValue {
    @Override
    public String toString() {
      return "null";
    }
  }

  /// `true` or `false`.
  record Flag(boolean value) implements JsonValue {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /// A number of any size and precision, as it was written.
  record Numeral(String text) implements JsonValue {
    @Override
    public String toString() {
      return text;
    }
  }

  /// A string.
  record Text(String text) implements JsonValue {
    @Override
    public String toString() {
      return '"' + text + '"';
    }
  }

  /// An array.
  record Elements(List<JsonValue> values) implements JsonValue {
    @Override
    public String toString() {
      return values.toString();
    }
  }

  /// An object. A field that is `null` is the same as a missing one.
  record Fields(Map<String, JsonValue> byName) implements JsonValue {
    @Override
    public String toString() {
      return byName.entrySet().stream()
          .map(field -> '"' + field.getKey() + "\": " + field.getValue())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /// The object in these bytes.
  ///
  /// @throws InvalidEventException (and nothing else) if they are not one JSON object in UTF-8,
  ///   name a field twice, or have a string that is too long or no Unicode
  static Fields parseObject(byte[] utf8) {
    return JsonDocument.object(utf8, document -> JsonTree.object(document, ""));
  }
}
