package io.millrace.producer.json;

import io.avaje.json.stream.BytesJsonWriter;
import io.millrace.model.event.Attribute;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// JSON of topic `items`: `{"title"?, "categories"?: [], "tags"?: [], "timestamp"?, "hidden"?,
/// "expiresAt"?, "attributes"?: {}}`. `null` is the same as missing. Attributes keep their JSON
/// type.
public final class ItemJson {
  private static final List<String> NAMES =
      List.of("title", "categories", "tags", "timestamp", "hidden", "expiresAt", "attributes");

  private ItemJson() {}

  /// The details in these bytes, whatever else is in them.
  ///
  /// @throws InvalidEventException (and nothing else) as [#parse(byte[], UnknownFields)] does
  public static ItemDetails parse(byte[] utf8) {
    return parse(utf8, UnknownFields.IGNORED);
  }

  /// The details in these bytes.
  ///
  /// @param unknown hears of fields that nobody knows
  /// @throws InvalidEventException (and nothing else) with [Rejection#MALFORMED] if they are not
  ///   one JSON object in UTF-8 or name a field twice, [Rejection#INVALID_FIELD] for a wrong JSON
  ///   type or range
  public static ItemDetails parse(byte[] utf8, UnknownFields unknown) {
    return JsonDocument.object(utf8, document -> read(new JsonFields(document, NAMES, unknown)));
  }

  /// Compact UTF-8 JSON that [#parse] turns back into equal details.
  public static byte[] write(ItemDetails details) {
    try (BytesJsonWriter writer = JsonFieldsWriter.STREAM.bufferedWriterAsBytes()) {
      writer.beginObject();
      writer.name("title");
      writer.value(details.title());
      JsonFieldsWriter.strings(writer, "categories", details.categories());
      JsonFieldsWriter.strings(writer, "tags", details.tags());
      JsonFieldsWriter.timestamp(writer, "timestamp", details.timestampMillis());
      if (details.hidden()) {
        writer.name("hidden");
        writer.value(true);
      }
      JsonFieldsWriter.timestamp(writer, "expiresAt", details.expiresAtMillis());
      JsonFieldsWriter.attributes(writer, "attributes", details.attributes());
      writer.endObject();
      return writer.result();
    }
  }

  /// A JSON object of attributes in the order of the map, each with its type and its digits as they
  /// came.
  public static String attributes(Map<String, Attribute> attributes) {
    try (BytesJsonWriter writer = JsonFieldsWriter.STREAM.bufferedWriterAsBytes()) {
      writer.beginObject();
      attributes.forEach(
          (name, attribute) -> {
            writer.name(name);
            JsonFieldsWriter.attribute(writer, attribute);
          });
      writer.endObject();
      return new String(writer.result(), StandardCharsets.UTF_8);
    }
  }

  private static ItemDetails read(JsonFields fields) {
    String title = null;
    List<String> categories = List.of();
    List<String> tags = List.of();
    Long timestampMillis = null;
    boolean hidden = false;
    Long expiresAtMillis = null;
    Map<String, Attribute> attributes = Map.of();
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "title" -> title = fields.string();
        case "categories" -> categories = fields.strings();
        case "tags" -> tags = fields.strings();
        case "timestamp" -> timestampMillis = fields.timestamp();
        case "hidden" -> hidden = fields.bool();
        case "expiresAt" -> expiresAtMillis = fields.timestamp();
        default -> attributes = fields.attributes();
      }
    }
    return new ItemDetails(
        title, categories, tags, timestampMillis, hidden, expiresAtMillis, attributes);
  }
}
