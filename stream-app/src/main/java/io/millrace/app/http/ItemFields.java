package io.millrace.app.http;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.ItemDetails;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
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

  /// Largest number of digits before or behind the point for which a number is told with its
  /// digits: one such as 1e999999999 would fill the memory.
  private static final int MAX_SCALE = 400;

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
  /// for; null if there is none.
  @Nullable Map<String, Object> attributes(ItemDetails details) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (String name : names) {
      Attribute value = details.attributes().get(name);
      if (value != null && !OF_DETAILS.contains(name)) {
        shown.put(name, json(value));
      }
    }
    return shown.isEmpty() ? null : shown;
  }

  /// An attribute as JSON has it.
  static Object json(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Text(String text) -> text;
      case Attribute.Numeral(String text) -> number(text);
      case Attribute.Flag(boolean value) -> value;
      case Attribute.Texts(List<String> texts) -> texts;
    };
  }

  private static Object number(String text) {
    try {
      var number = new BigDecimal(text);
      if (Math.abs(number.scale()) <= MAX_SCALE) {
        return number;
      }
    } catch (NumberFormatException beyondAnyExponent) {
      // It is told as the double that is nearest.
    }
    double nearest = Double.parseDouble(text);
    return Double.isFinite(nearest) ? nearest : text;
  }
}
