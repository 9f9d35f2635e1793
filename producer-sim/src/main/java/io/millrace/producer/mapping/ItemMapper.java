package io.millrace.producer.mapping;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.Ids;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes items of rows.
record ItemMapper(Fields fields, Attributes attributes, Formats formats) implements RecordMapper {

  /// Where an item's values stand.
  record Fields(
      Places item,
      Places title,
      Places categories,
      Places tags,
      Places time,
      Places hidden,
      Places expiresAt,
      Places deleted) {}

  /// How an item's values are written.
  ///
  /// @param listSeparator between categories and between tags; null takes the first of `|`, `;` and
  ///   `,` that occurs
  record Formats(TimeFormat time, @Nullable String listSeparator) {}

  @Override
  public MappedRecord map(Row row) {
    String itemId = Ids.requireValid("itemId", fields.item.id(row));
    boolean isDeleted = fields.deleted.flag(row);
    return new MappedRecord.Item(itemId, isDeleted ? null : details(row));
  }

  private ItemDetails details(Row row) {
    String title = fields.title.text(row);
    return new ItemDetails(
        title == null || title.isBlank() ? null : title.strip(),
        list(fields.categories, row),
        list(fields.tags, row),
        fields.time.millis(row, formats.time),
        fields.hidden.flag(row),
        fields.expiresAt.millis(row, formats.time),
        kept(attributes.of(row)));
  }

  private List<String> list(Places places, Row row) {
    JsonValue value = places.value(row);
    Stream<String> names =
        switch (value) {
          case null -> Stream.of();
          case JsonValue.Elements array ->
              array.values().stream().map(element -> Places.text(places.field(), element));
          default -> Lists.split(Places.text(places.field(), value), formats.listSeparator);
        };
    return names.map(String::strip).filter(name -> !name.isEmpty()).distinct().toList();
  }

  /// Attributes that were not asked for by name must not cost the item: what has no type that
  /// attributes can have is left out, and what is too long is cut.
  private Map<String, Attribute> kept(Map<String, JsonValue> values) {
    Map<String, Attribute> kept = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          Attribute attribute = attribute(value);
          if (attribute != null) {
            kept.put(name, attribute);
          } else if (attributes.byName().containsKey(name)) {
            kept.put(name, new Attribute.Text(cut(Places.text(name, value))));
          }
        });
    return kept;
  }

  private static @Nullable Attribute attribute(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> new Attribute.Text(cut(text));
      case JsonValue.Numeral(String text) -> new Attribute.Numeral(text);
      case JsonValue.Flag(boolean flag) -> new Attribute.Flag(flag);
      default -> null;
    };
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= Attribute.MAX_BYTES) {
      return text;
    }
    int end = Attribute.MAX_BYTES;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
