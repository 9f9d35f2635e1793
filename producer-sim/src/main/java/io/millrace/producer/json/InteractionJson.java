package io.millrace.producer.json;

import io.avaje.json.stream.BytesJsonWriter;
import io.millrace.model.event.Attribute;
import io.millrace.model.event.Erasure;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Undo;
import io.millrace.model.event.UserMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON of topic `interactions`: `{"eventId"?, "userId", "itemId", "type"?, "value"?, "timestamp"?,
/// "recommendationId"?, "attributes"?}`. Ids may be whole numbers and are then their digits. With
/// type `undo` only `userId` and `itemId` count, with `erase` only `userId`, with `merge` only
/// `userId` and `from`. Attributes are checked, and nothing is made of them. `null` is the same as
/// missing.
public final class InteractionJson {
  private static final List<String> NAMES =
      List.of(
          "eventId",
          "userId",
          "itemId",
          "type",
          "value",
          "timestamp",
          "recommendationId",
          "attributes",
          "from");

  private InteractionJson() {}

  /// The event in these bytes; what undoes or erases counts as one of that type.
  ///
  /// @throws InvalidEventException (and nothing else) with [Rejection#MALFORMED] if they are not
  ///   one JSON object in UTF-8 or name a known field twice, [Rejection#MISSING_FIELD] without
  ///   `userId` or `itemId`, [Rejection#INVALID_FIELD] for a wrong JSON type or range,
  ///   [Rejection#NOT_FINITE] for a value beyond all doubles
  public static Interaction parse(byte[] utf8) {
    return JsonDocument.object(
        utf8, document -> read(document, UnknownFields.IGNORED).interaction());
  }

  /// What the record with these bytes says.
  ///
  /// @throws InvalidEventException (and nothing else) as [#parse] does, but for the fields that an
  ///   undo or an erasure does not need
  public static UserMessage parseMessage(byte[] utf8) {
    return parseMessage(utf8, UnknownFields.IGNORED);
  }

  /// The same for someone who wants to hear of fields that nobody knows.
  public static UserMessage parseMessage(byte[] utf8, UnknownFields unknown) {
    return JsonDocument.object(utf8, document -> read(document, unknown).message());
  }

  /// The entries of a body that is one record or an array of them. A bad entry spoils no other; one
  /// with a field that nobody knows is bad.
  ///
  /// @param maxEvents longest array that is accepted
  /// @throws InvalidEventException if the body as a whole is no JSON, neither an object nor an
  ///   array, or too long an array
  public static List<ParsedEvent> parseBatch(byte[] body, int maxEvents) {
    return JsonDocument.objectOrElements(
        body,
        maxEvents,
        document -> new ParsedEvent.Valid(read(document, UnknownFields.REFUSED).message()),
        ParsedEvent.Invalid::new);
  }

  /// Compact UTF-8 JSON that [#parseMessage] turns back into an equal message.
  public static byte[] write(UserMessage message) {
    return switch (message) {
      case Interaction event -> write(event);
      case Undo(String userId, String itemId) -> write(Undo.TYPE, userId, "itemId", itemId);
      case Erasure(String userId) -> write(Erasure.TYPE, userId, "itemId", null);
      case Merge(String userId, String from) -> write(Merge.TYPE, userId, "from", from);
    };
  }

  private static byte[] write(String type, String userId, String name, @Nullable String id) {
    try (BytesJsonWriter writer = JsonFieldsWriter.STREAM.bufferedWriterAsBytes()) {
      writer.beginObject();
      writer.name("type");
      writer.value(type);
      writer.name("userId");
      writer.value(userId);
      writer.name(name);
      writer.value(id);
      writer.endObject();
      return writer.result();
    }
  }

  /// Compact UTF-8 JSON that [#parse] turns back into an equal event.
  public static byte[] write(Interaction event) {
    try (BytesJsonWriter writer = JsonFieldsWriter.STREAM.bufferedWriterAsBytes()) {
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

  /// The known fields as they came, of the right JSON types.
  private record Fields(
      JsonFields all,
      @Nullable String eventId,
      @Nullable String userId,
      @Nullable String itemId,
      @Nullable String type,
      @Nullable Double value,
      @Nullable Long timestampMillis,
      @Nullable String recommendationId,
      @Nullable String from) {

    UserMessage message() {
      return switch (type) {
        case Undo.TYPE -> new Undo(all.required("userId", userId), all.required("itemId", itemId));
        case Erasure.TYPE -> new Erasure(all.required("userId", userId));
        case Merge.TYPE -> new Merge(all.required("userId", userId), all.required("from", from));
        case null, default -> interaction();
      };
    }

    Interaction interaction() {
      return new Interaction(
          eventId,
          all.required("userId", userId),
          all.required("itemId", itemId),
          type == null ? Interaction.DEFAULT_TYPE : type,
          value,
          timestampMillis,
          recommendationId);
    }
  }

  private static Fields read(JsonDocument document, UnknownFields unknown) {
    var fields = new JsonFields(document, NAMES, unknown);
    String eventId = null;
    String userId = null;
    String itemId = null;
    String type = null;
    Double value = null;
    Long timestampMillis = null;
    String recommendationId = null;
    String from = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "eventId" -> eventId = fields.id();
        case "userId" -> userId = fields.id();
        case "itemId" -> itemId = fields.id();
        case "type" -> type = fields.string();
        case "value" -> value = fields.number();
        case "timestamp" -> timestampMillis = fields.timestamp();
        case "recommendationId" -> recommendationId = fields.string();
        case "from" -> from = fields.id();
        default -> requireBounded(fields.attributes());
      }
    }
    return new Fields(
        fields, eventId, userId, itemId, type, value, timestampMillis, recommendationId, from);
  }

  private static void requireBounded(Map<String, Attribute> attributes) {
    ItemDetails.requireBounded("attributes", attributes.size());
  }
}
