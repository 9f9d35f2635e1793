package io.millrace.model.event;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of an item besides the interactions with it. An instance is always valid.
///
/// @param title shown to people, if known; at most 1,024 bytes of UTF-8
/// @param categories names to filter by, at most 100, each at most 256 bytes of UTF-8
/// @param tags further words, under the same bounds
/// @param timestampMillis when the item appeared, milliseconds since 1970
/// @param hidden true if it must never be recommended
/// @param expiresAtMillis from when on it must not be recommended any more, milliseconds since 1970
/// @param attributes values under free names, which are like those of categories; at most 100
public record ItemDetails(
    @Nullable String title,
    List<String> categories,
    List<String> tags,
    @Nullable Long timestampMillis,
    boolean hidden,
    @Nullable Long expiresAtMillis,
    Map<String, Attribute> attributes) {

  /// Most categories, tags or attributes of one item.
  public static final int MAX_ENTRIES = 100;

  /// Longest title or value of an attribute, in bytes of UTF-8.
  public static final int MAX_TEXT_BYTES = 1_024;

  /// An item of which nothing is known. It is served like any other.
  public static final ItemDetails UNLISTED =
      new ItemDetails(null, List.of(), List.of(), null, false, null, Map.of());

  /// @throws InvalidEventException if a field is outside its range
  public ItemDetails {
    if (title != null) {
      Ids.requireText("title", title, MAX_TEXT_BYTES);
    }
    requireBounded("categories", categories.size());
    requireBounded("tags", tags.size());
    requireBounded("attributes", attributes.size());
    categories.forEach(category -> Ids.requireValid("categories", category));
    tags.forEach(tag -> Ids.requireValid("tags", tag));
    attributes.keySet().forEach(name -> Ids.requireValid("attributes", name));
    categories = List.copyOf(categories);
    tags = List.copyOf(tags);
    attributes = Map.copyOf(attributes);
  }

  /// Details of a listed item that has a title and categories and nothing else.
  public static ItemDetails of(String title, List<String> categories) {
    return new ItemDetails(title, categories, List.of(), null, false, null, Map.of());
  }

  /// The same with other attributes.
  public ItemDetails withAttributes(Map<String, Attribute> newAttributes) {
    return new ItemDetails(
        title, categories, tags, timestampMillis, hidden, expiresAtMillis, newAttributes);
  }

  /// The same with other tags.
  public ItemDetails withTags(List<String> newTags) {
    return new ItemDetails(
        title, categories, newTags, timestampMillis, hidden, expiresAtMillis, attributes);
  }

  /// Whether the item may be recommended at this time.
  public boolean servable(long nowMillis) {
    return !hidden && (expiresAtMillis == null || nowMillis < expiresAtMillis);
  }

  /// @throws InvalidEventException naming `field` if there are more than [#MAX_ENTRIES]
  public static void requireBounded(String field, int size) {
    if (size > MAX_ENTRIES) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, field, size + " entries", "are more than " + MAX_ENTRIES);
    }
  }
}
