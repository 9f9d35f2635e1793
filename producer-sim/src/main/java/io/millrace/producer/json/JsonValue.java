package io.millrace.producer.json;

import io.millrace.model.event.InvalidEventException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
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

  /// What is made of the objects of a body that is one object or an array of them, in their order.
  ///
  /// @param max longest array that is accepted
  /// @param valid makes something of an object
  /// @param invalid makes something of an entry that is none
  /// @throws InvalidEventException if the body as a whole is no JSON, neither an object nor an
  ///   array, or too long an array
  static <T> List<T> objects(
      byte[] body, int max, Function<Fields, T> valid, Function<InvalidEventException, T> invalid) {
    // Nothing is made of them while they are read: what fails then is taken for bad JSON.
    List<Supplier<T>> entries =
        JsonDocument.objectOrElements(
            body,
            max,
            document -> {
              Fields object = JsonTree.object(document, "");
              return () -> valid.apply(object);
            },
            fault -> () -> invalid.apply(fault));
    return entries.stream().map(Supplier::get).toList();
  }
}
