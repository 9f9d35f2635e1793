package io.millrace.producer.json;

import io.avaje.json.stream.BytesJsonWriter;
import io.millrace.model.event.InvalidEventException;

/// JSON of topic `users`: an object. Nothing is made of what is in it yet.
public final class UserJson {
  private UserJson() {}

  /// Compact UTF-8 JSON of what is known of a user.
  public static byte[] write(JsonValue.Fields fields) {
    try (BytesJsonWriter writer = JsonFieldsWriter.STREAM.bufferedWriterAsBytes()) {
      JsonFieldsWriter.value(writer, fields);
      return writer.result();
    }
  }

  /// @throws InvalidEventException (and nothing else) with [Rejection#MALFORMED] if the bytes are
  ///   not one JSON object in UTF-8
  public static void requireObject(byte[] utf8) {
    JsonValue.parseObject(utf8);
  }
}
