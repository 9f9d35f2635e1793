package io.millrace.producer.json;

import io.avaje.json.stream.BytesJsonWriter;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON of topic `interactions`: `{"eventId"?, "userId", "itemId", "type"?, "value"?, "timestamp"?,
/// "recommendationId"?}`. Unknown fields are ignored, `null` is the same as missing.
public final class InteractionJson {
  private static final List<String> NAMES =
      List.of("eventId", "userId", "itemId", "type", "value", "timestamp", "recommendationId");

  private InteractionJson() {}

  /// The event in these bytes.
  ///
  /// @throws InvalidEventException (and nothing else) with [Rejection#MALFORMED] if they are not
  ///   one JSON object in UTF-8 or name a known field twice, [Rejection#MISSING_FIELD] without
  ///   `userId` or `itemId`, [Rejection#INVALID_FIELD] for a wrong JSON type or range,
  ///   [Rejection#NOT_FINITE] for a value beyond all doubles
  public static Interaction parse(byte[] utf8) {
    JsonSyntax.checkObject(utf8);
    return read(utf8);
  }

  /// The entries of a body that is one event or an array of them. A bad entry spoils no other.
  ///
  /// @param maxEvents longest array that is accepted
  /// @throws InvalidEventException if the body as a whole is no JSON, neither an object nor an
  ///   array, or too long an array
  public static List<ParsedEvent> parseBatch(byte[] body, int maxEvents) {
    return JsonSyntax.objectOrElements(body, maxEvents).stream()
        .map(InteractionJson::parseEntry)
        .toList();
  }

  /// Compact UTF-8 JSON that [#parse] turns back into an equal event.
  public static byte[] write(Interaction event) {
    try (BytesJsonWriter writer = JsonFields.STREAM.bufferedWriterAsBytes()) {
      writer.beginObject();
      writer.name("eventId");
      writer.value(event.eventId());
      writer.name("userId");
      writer.value(event.userId());
      writer.name("itemId");
      writer.value(event.itemId());
      writer.name("type");
      writer.value(event.type());
      writer.name("value");
      writer.value(event.value());
      JsonFieldsWriter.timestamp(writer, "timestamp", event.timestampMillis());
      writer.name("recommendationId");
      writer.value(event.recommendationId());
      writer.endObject();
      return writer.result();
    }
  }

  private static ParsedEvent parseEntry(byte[] json) {
    try {
      return new ParsedEvent.Valid(parse(json));
    } catch (InvalidEventException fault) {
      return new ParsedEvent.Invalid(fault);
    }
  }

  private static Interaction read(byte[] json) {
    try (var fields = new JsonFields(json, NAMES)) {
      String eventId = null;
      String userId = null;
      String itemId = null;
      String type = null;
      Double value = null;
      Long timestampMillis = null;
      String recommendationId = null;
      for (String name = fields.next(); name != null; name = fields.next()) {
        switch (name) {
          case "eventId" -> eventId = fields.string();
          case "userId" -> userId = fields.string();
          case "itemId" -> itemId = fields.string();
          case "type" -> type = fields.string();
          case "value" -> value = fields.number();
          case "timestamp" -> timestampMillis = fields.timestamp();
          default -> recommendationId = fields.string();
        }
      }
      return new Interaction(
          eventId,
          required("userId", userId),
          required("itemId", itemId),
          type == null ? Interaction.DEFAULT_TYPE : type,
          value,
          timestampMillis,
          recommendationId);
    }
  }

  private static String required(String name, @Nullable String value) {
    if (value == null) {
      throw new InvalidEventException(Rejection.MISSING_FIELD, name, "", "is missing");
    }
    return value;
  }
}
