package io.millrace.producer.json;

import com.fasterxml.jackson.core.JsonToken;
import io.millrace.model.event.Attribute;
import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.NearestName;
import io.millrace.model.event.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The known fields of one JSON object, each read as the type it must have. JSON `null` is the same
/// as a missing field; a known field that comes twice is malformed.
final class JsonFields {
  /// Longest string that is looked at: each field has a bound of its own, which is far below.
  private static final int MAX_CHARS = 1 << 16;

  /// Unknown names that are kept for a message about a missing field.
  private static final int MAX_KEPT = 20;

  private final JsonDocument document;
  private final int start;
  private final List<String> names;
  private final UnknownFields unknown;
  private @Nullable List<String> unknownNames; // most records have none
  private long seen;
  private String field = "";

  /// @param document at the beginning of an object
  /// @param names the fields to read, at most 64
  /// @param unknown hears of the others
  JsonFields(JsonDocument document, List<String> names, UnknownFields unknown) {
    this.document = document;
    this.names = names;
    this.unknown = unknown;
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
      tellUnknown(name);
      document.skip();
    }
    return null;
  }

  private void tellUnknown(String name) {
    if (unknownNames == null) {
      unknownNames = new ArrayList<>();
    }
    if (unknownNames.size() < MAX_KEPT) {
      unknownNames.add(name);
    }
    unknown.found(name, () -> refused(name));
  }

  private InvalidEventException refused(String name) {
    String others =
        names.contains("attributes")
            ? "; fields of your own go into 'attributes'"
            : "; there are " + String.join(", ", names);
    return invalid(
        name,
        document.raw(),
        "is in a field that is not known"
            + NearestName.of(name, names).map(": did you mean '%s'?"::formatted).orElse(others));
  }

  /// The value of a field that has to be there.
  String required(String name, @Nullable String value) {
    if (value != null) {
      return value;
    }
    String similar =
        NearestName.of(name, unknownNames == null ? List.of() : unknownNames)
            .map(near -> "; '%s' is not read: did you mean '%s'?".formatted(near, name))
            .orElse("");
    throw new InvalidEventException(Rejection.MISSING_FIELD, name, "", "is missing" + similar);
  }

  @Nullable String string() {
    return isNull() ? null : string(field);
  }

  /// A string, or a whole number as its digits.
  @Nullable String id() {
    if (document.token() == JsonToken.VALUE_NUMBER_INT) {
      return document.text(field);
    }
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
    return isNull() ? List.of() : strings(field, "an array of strings");
  }

  private List<String> strings(String path, String expected) {
    require(document.token() == JsonToken.START_ARRAY, path, expected);
    var strings = new ArrayList<String>();
    while (document.next() != JsonToken.END_ARRAY) {
      strings.add(string(path));
    }
    return strings;
  }

  /// An object of attributes.
  Map<String, Attribute> attributes() {
    if (isNull()) {
      return Map.of();
    }
    require(document.token() == JsonToken.START_OBJECT, field, "an object");
    var attributes = new LinkedHashMap<String, Attribute>();
    for (String name = document.nextName(); name != null; name = document.nextName()) {
      Ids.requireValid(field, name);
      document.next();
      Attribute value = attribute(field + "." + name);
      if (value != null && attributes.put(name, value) != null) {
        throw document.malformed(start, "has '" + field + "." + name + "' twice");
      }
    }
    return attributes;
  }

  private @Nullable Attribute attribute(String path) {
    return switch (document.token()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> new Attribute.Text(string(path));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Attribute.Numeral(document.text(path));
      case VALUE_TRUE -> new Attribute.Flag(true);
      case VALUE_FALSE -> new Attribute.Flag(false);
      default ->
          new Attribute.Texts(strings(path, "a string, number, boolean or array of strings"));
    };
  }

  private String string(String path) {
    require(document.token() == JsonToken.VALUE_STRING, path, "a string");
    String text = document.text(path);
    if (text.length() > MAX_CHARS) {
      throw invalid(path, text, "is too long");
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
      throw invalid(path, document.raw(), "is not " + expected);
    }
  }

  private static InvalidEventException invalid(String path, String value, String detail) {
    return new InvalidEventException(Rejection.INVALID_FIELD, path, value, detail);
  }
}
