package io.millrace.producer.json;

import io.avaje.json.stream.BytesJsonWriter;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import java.util.List;

/// JSON of topic `users`: `{"attributes"?: {}, "tags"?: []}`, under the bounds of [ItemDetails].
/// Nothing is made of it yet.
public final class UserJson {
  private static final List<String> NAMES = List.of("attributes", "tags");

  private UserJson() {}

  /// Compact UTF-8 JSON of what is known of a user.
  public static byte[] write(JsonValue.Fields fields) {
    try (BytesJsonWriter writer = JsonFieldsWriter.STREAM.bufferedWriterAsBytes()) {
      JsonFieldsWriter.value(writer, fields);
      return writer.result();
    }
  }

  /// @throws InvalidEventException (and nothing else) if the bytes are not such an object in UTF-8
  public static void requireValid(byte[] utf8, UnknownFields unknown) {
    JsonDocument.object(utf8, document -> read(new JsonFields(document, NAMES, unknown)));
  }

  private static ItemDetails read(JsonFields fields) {
    var details = ItemDetails.UNLISTED;
    for (String name = fields.next(); name != null; name = fields.next()) {
      details =
          name.equals("tags")
              ? details.withTags(fields.strings())
              : details.withAttributes(fields.attributes());
    }
    return details;
  }
}
