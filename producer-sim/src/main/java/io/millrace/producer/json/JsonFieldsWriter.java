package io.millrace.producer.json;

import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
import io.millrace.model.event.Attribute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes fields as [JsonFields] reads them, leaving out what is absent or empty.
final class JsonFieldsWriter {
  static final JsonStream STREAM = JsonStream.builder().build();

  private JsonFieldsWriter() {}

  static void timestamp(JsonWriter writer, String name, @Nullable Long millis) {
    if (millis == null) {
      return;
    }
    writer.name(name);
    if (millis < Timestamps.FIRST_MILLIS || millis >= Timestamps.FIRST_MICROS) {
      // As a number it would be read in another unit.
      writer.value(Instant.ofEpochMilli(millis).toString());
    } else {
      writer.value(millis.longValue());
    }
  }

  static void strings(JsonWriter writer, String name, List<String> strings) {
    if (strings.isEmpty()) {
      return;
    }
    writer.name(name);
    writer.beginArray();
    strings.forEach(writer::value);
    writer.endArray();
  }

  /// The entries by name, so that equal maps give equal bytes.
  static void attributes(JsonWriter writer, String name, Map<String, Attribute> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    writer.name(name);
    writer.beginObject();
    new TreeMap<>(attributes)
        .forEach(
            (key, value) -> {
              writer.name(key);
              attribute(writer, value);
            });
    writer.endObject();
  }

  /// A value of any shape, as it was read.
  static void value(JsonWriter writer, JsonValue value) {
    switch (value) {
      case JsonValue.Nothing nothing -> writer.rawValue("null"); // a null value would be left out
      case JsonValue.Flag(boolean flag) -> writer.value(flag);
      case JsonValue.Numeral(String text) -> writer.rawValue(text);
      case JsonValue.Text(String text) -> writer.value(text);
      case JsonValue.Elements(var values) -> {
        writer.beginArray();
        values.forEach(each -> value(writer, each));
        writer.endArray();
      }
      case JsonValue.Fields(var byName) -> {
        writer.beginObject();
        byName.forEach(
            (name, each) -> {
              writer.name(name);
              value(writer, each);
            });
        writer.endObject();
      }
    }
  }

  static void attribute(JsonWriter writer, Attribute attribute) {
    switch (attribute) {
      case Attribute.Text(String text) -> writer.value(text);
      case Attribute.Numeral(String text) -> writer.rawValue(text);
      case Attribute.Flag(boolean value) -> writer.value(value);
      case Attribute.Texts(List<String> texts) -> {
        writer.beginArray();
        texts.forEach(writer::value);
        writer.endArray();
      }
    }
  }
}
