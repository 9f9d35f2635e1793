package io.millrace.producer.json;

import com.fasterxml.jackson.core.JsonToken;
import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The known fields of one JSON object, each read as the type it must have. JSON `null` is the same
/// as a missing field; unknown fields are passed over; a known field that comes twice is malformed.
final class JsonFields {
  /// Longest string that is looked at: each field has a bound of its own, which is far below.
  private static final int MAX_CHARS = 1 << 16;

  private final JsonDocument document;
  private final int start;
  private final List<String> names;
  private long seen;
  private String field = "";

  /// @param document at the beginning of an object
  /// @param names the fields to read, at most 64
  JsonFields(JsonDocument document, List<String> names) {
    this.document = document;
    this.names = names;
    this.start = document.tokenStart();
  }

  /// Name of the next known field, whose value must then be read, or null after the last.
  @Nullable String next() {
    for (String name = document.nextName(); name != null; name = document.nextName()) {
      document.next();
      int index = names.indexOf(name);
      if (index >= 0) {
        field = name;
        markSeen(index);
        return name;
      }
      document.skip();
    }
    return null;
  }

  @Nullable String string() {
    return isNull() ? null : string(field);
  }

  @Nullable Double number() {
    if (isNull()) {
      return null;
    }
    require(isNumber(), field, "a number");
    return Double.valueOf(document.text(field));
  }

  /// Milliseconds since 1970.
  @Nullable Long timestamp() {
    if (isNull()) {
      return null;
    }
    if (document.token() == JsonToken.VALUE_STRING) {
      return Timestamps.ofIso(field, document.text(field));
    }
    require(isNumber(), field, "a number or a string");
    return Timestamps.ofNumber(field, document.text(field));
  }

  boolean bool() {
    if (isNull()) {
      return false;
    }
    require(document.token().isBoolean(), field, "true or false");
    return document.token() == JsonToken.VALUE_TRUE;
  }

  List<String> strings() {
    if (isNull()) {
      return List.of();
    }
    require(document.token() == JsonToken.START_ARRAY, field, "an array of strings");
    var strings = new ArrayList<String>();
    while (document.next() != JsonToken.END_ARRAY) {
      strings.add(string(field));
    }
    return strings;
  }

  /// An object of strings, numbers and booleans, the latter two as their JSON text. The names in it
  /// obey the rules for [Ids].
  Map<String, String> texts() {
    if (isNull()) {
      return Map.of();
    }
    require(document.token() == JsonToken.START_OBJECT, field, "an object");
    var texts = new LinkedHashMap<String, String>();
    for (String name = document.nextName(); name != null; name = document.nextName()) {
      Ids.requireValid(field, name);
      document.next();
      String value = scalar(field + "." + name);
      if (value != null && texts.put(name, value) != null) {
        throw document.malformed(start, "has '" + field + "." + name + "' twice");
      }
    }
    return texts;
  }

  private @Nullable String scalar(String path) {
    if (isNull()) {
      return null;
    }
    require(document.token().isScalarValue(), path, "a string, number or boolean");
    return document.text(path);
  }

  private String string(String path) {
    require(document.token() == JsonToken.VALUE_STRING, path, "a string");
    String text = document.text(path);
    if (text.length() > MAX_CHARS) {
      throw new InvalidEventException(Rejection.INVALID_FIELD, path, text, "is too long");
    }
    return text;
  }

  private boolean isNull() {
    return document.token() == JsonToken.VALUE_NULL;
  }

  private boolean isNumber() {
    return document.token().isNumeric();
  }

  private void markSeen(int index) {
    long bit = 1L << index;
    if ((seen & bit) != 0) {
      throw document.malformed(start, "has '" + field + "' twice");
    }
    seen |= bit;
  }

  private void require(boolean holds, String path, String expected) {
    if (!holds) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, path, document.raw(), "is not " + expected);
    }
  }
}
