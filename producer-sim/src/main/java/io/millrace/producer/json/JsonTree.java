package io.millrace.producer.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads [JsonValue]s. It calls itself as deep as values are nested, which the document bounds.
final class JsonTree {
  private JsonTree() {}

  /// The object that a document is at the beginning of.
  ///
  /// @param prefix of the names of its fields in messages
  static JsonValue.Fields object(JsonDocument document, String prefix) {
    int start = document.tokenStart();
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (String name = document.nextName(); name != null; name = document.nextName()) {
      if (!seen.add(name)) {
        throw document.malformed(start, "has '" + prefix + name + "' twice");
      }
      document.next();
      JsonValue value = value(document, prefix + name);
      if (!(value instanceof JsonValue.Nothing)) {
        byName.put(name, value);
      }
    }
    return new JsonValue.Fields(byName);
  }

  private static JsonValue value(JsonDocument document, String path) {
    return switch (document.token()) {
      case VALUE_TRUE -> new JsonValue.Flag(true);
      case VALUE_FALSE -> new JsonValue.Flag(false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(document.text(path));
      case VALUE_STRING -> new JsonValue.Text(document.text(path));
      case START_ARRAY -> elements(document, path);
      case START_OBJECT -> object(document, path + ".");
      default -> new JsonValue.Nothing();
    };
  }

  private static JsonValue.Elements elements(JsonDocument document, String path) {
    List<JsonValue> values = new ArrayList<>();
    while (document.next() != JsonToken.END_ARRAY) {
      values.add(value(document, path));
    }
    return new JsonValue.Elements(values);
  }
}
