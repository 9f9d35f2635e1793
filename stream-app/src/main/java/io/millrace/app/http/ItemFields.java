package io.millrace.app.http;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.ItemJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is told of each item of a list besides its id and score: fields of [ItemDetails] and
/// attributes, by name.
///
/// @param names empty for title and categories
record ItemFields(Set<String> names) {
  static final String PARAMETER = "fields";

  /// Title and categories.
  static final ItemFields DEFAULT = new ItemFields(Set.of());

  private static final int MAX_NAMES = 20;
  private static final Set<String> OF_DETAILS =
      Set.of("title", "categories", "tags", "timestamp", "expiresAt");

  static ItemFields of(Parameters asked) {
    Set<String> names = asked.ids(PARAMETER);
    if (names.size() > MAX_NAMES) {
      throw Problem.with(
          asked.kind(), PARAMETER, names.size() + " names", "are more than " + MAX_NAMES);
    }
    return new ItemFields(names);
  }

  boolean has(String name) {
    return names.isEmpty()
        ? name.equals("title") || name.equals("categories")
        : names.contains(name);
  }

  /// The attributes that were asked for and that an item has, in the order in which they were asked
  /// for, as a JSON object; null if there is none.
  @Nullable String attributes(ItemDetails details) {
    Map<String, Attribute> shown = new LinkedHashMap<>();
    for (String name : names) {
      Attribute value = details.attributes().get(name);
      if (value != null && !OF_DETAILS.contains(name)) {
        shown.put(name, value);
      }
    }
    return shown.isEmpty() ? null : ItemJson.attributes(shown);
  }
}
