package io.millrace.producer.json;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonReader.Token;
import io.avaje.json.stream.JsonStream;
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
///
/// Numbers are read from their text: avaje also takes them in quotes and rounds them its own way.
final class JsonFields implements AutoCloseable {
  static final JsonStream STREAM = JsonStream.builder().build();

  private final byte[] json;
  private final JsonReader reader;
  private final List<String> names;
  private long seen;
  private String field = "";

  /// @param json one object that has passed [JsonSyntax]
  /// @param names the fields to read, at most 64
  JsonFields(byte[] json, List<String> names) {
    this.json = json;
    this.names = names;
    this.reader = STREAM.reader(json);
    reader.beginObject();
  }

  /// Name of the next known field, whose value must then be read, or null after the last.
  @Nullable String next() {
    while (reader.hasNextField()) {
      field = name(json, reader);
      int index = names.indexOf(field);
      if (index >= 0) {
        markSeen(index);
        return field;
      }
      reader.skipValue();
    }
    return null;
  }

  @Nullable String string() {
    return reader.isNullValue() ? null : text(reader, field);
  }

  @Nullable Double number() {
    if (reader.isNullValue()) {
      return null;
    }
    require(Token.NUMBER, field, "a number");
    return Decimals.parse(rawNumber());
  }

  /// Milliseconds since 1970.
  @Nullable Long timestamp() {
    if (reader.isNullValue()) {
      return null;
    }
    if (reader.currentToken() == Token.STRING) {
      return Timestamps.ofIso(field, text(reader, field));
    }
    require(Token.NUMBER, field, "a number or a string");
    return Timestamps.ofNumber(field, rawNumber());
  }

  boolean bool() {
    if (reader.isNullValue()) {
      return false;
    }
    require(Token.BOOLEAN, field, "true or false");
    return reader.readBoolean();
  }

  List<String> strings() {
    if (reader.isNullValue()) {
      return List.of();
    }
    require(Token.BEGIN_ARRAY, field, "an array of strings");
    var strings = new ArrayList<String>();
    reader.beginArray();
    while (reader.hasNextElement()) {
      strings.add(text(reader, field));
    }
    reader.endArray();
    return strings;
  }

  /// An object of strings, numbers and booleans, the latter two as their JSON text. The names in it
  /// obey the rules for [Ids].
  Map<String, String> texts() {
    if (reader.isNullValue()) {
      return Map.of();
    }
    require(Token.BEGIN_OBJECT, field, "an object");
    var texts = new LinkedHashMap<String, String>();
    reader.beginObject();
    while (reader.hasNextField()) {
      String name = Ids.requireValid(field, name(json, reader));
      String value = scalar(field + "." + name);
      if (value != null && texts.put(name, value) != null) {
        throw JsonSyntax.malformed(json, "has '" + field + "." + name + "' twice");
      }
    }
    reader.endObject();
    return texts;
  }

  @Override
  public void close() {
    reader.close();
  }

  private @Nullable String scalar(String path) {
    return switch (reader.currentToken()) {
      case NULL -> {
        reader.skipValue();
        yield null;
      }
      case STRING -> text(reader, path);
      case NUMBER -> rawNumber();
      case BOOLEAN -> String.valueOf(reader.readBoolean());
      case BEGIN_OBJECT, BEGIN_ARRAY ->
          throw invalid(path, reader.readRaw(), "is not a string, number or boolean");
    };
  }

  /// The string at hand.
  static String text(JsonReader reader, String path) {
    require(reader, Token.STRING, path, "a string");
    String text;
    try {
      text = reader.readString();
    } catch (JsonException e) {
      // The one fault left after the syntax check: avaje's buffer for a string is bounded.
      throw invalid(path, "", "is too long");
    }
    if (!Utf8.isEncodable(text)) {
      throw invalid(path, text, "has half a surrogate pair");
    }
    return text;
  }

  /// The name of the field at hand.
  static String name(byte[] json, JsonReader reader) {
    try {
      return reader.nextField();
    } catch (JsonException e) {
      throw JsonSyntax.malformed(json, "has a field whose name is too long");
    }
  }

  private String rawNumber() {
    return reader.readRaw().strip();
  }

  private void markSeen(int index) {
    long bit = 1L << index;
    if ((seen & bit) != 0) {
      throw JsonSyntax.malformed(json, "has '" + field + "' twice");
    }
    seen |= bit;
  }

  private void require(Token token, String path, String expected) {
    require(reader, token, path, expected);
  }

  private static void require(JsonReader reader, Token token, String path, String expected) {
    if (reader.currentToken() != token) {
      throw invalid(path, reader.readRaw(), "is not " + expected);
    }
  }

  private static InvalidEventException invalid(String field, String value, String detail) {
    return new InvalidEventException(Rejection.INVALID_FIELD, field, value, detail);
  }
}
