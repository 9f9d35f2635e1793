package io.millrace.producer.json;

import io.avaje.json.JsonReader;
import io.avaje.json.JsonReader.Token;
import io.millrace.model.event.InvalidEventException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    JsonSyntax.checkObject(utf8);
    try (JsonReader reader = JsonFields.STREAM.reader(utf8)) {
      return fields(utf8, reader, "");
    }
  }

  /// The documents of a body that is one object or an array of them. What is no object in the array
  /// is told when it is parsed.
  ///
  /// @param max longest array that is accepted
  /// @throws InvalidEventException if the body as a whole is no JSON, neither an object nor an
  ///   array, or too long an array
  static List<byte[]> objects(byte[] body, int max) {
    return JsonSyntax.objectOrElements(body, max);
  }

  private static JsonValue value(byte[] json, JsonReader reader, String path) {
    Token token = reader.currentToken();
    return switch (token) {
      case NULL -> {
        reader.skipValue();
        yield new Nothing();
      }
      case BOOLEAN -> new Flag(reader.readBoolean());
      case NUMBER -> new Numeral(reader.readRaw().strip());
      case STRING -> new Text(JsonFields.text(reader, path));
      case BEGIN_ARRAY -> elements(json, reader, path);
      case BEGIN_OBJECT -> fields(json, reader, path + ".");
    };
  }

  private static Elements elements(byte[] json, JsonReader reader, String path) {
    List<JsonValue> values = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNextElement()) {
      values.add(value(json, reader, path));
    }
    reader.endArray();
    return new Elements(values);
  }

  private static Fields fields(byte[] json, JsonReader reader, String prefix) {
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    reader.beginObject();
    while (reader.hasNextField()) {
      String name = JsonFields.name(json, reader);
      if (!seen.add(name)) {
        throw JsonSyntax.malformed(json, "has '" + prefix + name + "' twice");
      }
      JsonValue value = value(json, reader, prefix + name);
      if (!(value instanceof Nothing)) {
        byName.put(name, value);
      }
    }
    reader.endObject();
    return new Fields(byName);
  }
}
