package io.millrace.producer.json;

import io.avaje.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes fields as [JsonFields] reads them, leaving out what is absent or empty.
final class JsonFieldsWriter {
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
  static void texts(JsonWriter writer, String name, Map<String, String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    writer.name(name);
    writer.beginObject();
    new TreeMap<>(texts)
        .forEach(
            (key, text) -> {
              writer.name(key);
              writer.value(text);
            });
    writer.endObject();
  }
}
