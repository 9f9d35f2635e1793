package io.millrace.producer.mapping;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.Decimals;
import io.millrace.producer.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The places of one field; the first that holds a value counts.
///
/// @param field as the mapping names it
/// @param alternatives none for a field that the mapping does not have
public record Places(String field, List<Place> alternatives) {
  private static final Pattern NOT_FINITE = Pattern.compile("(?i)[-+]?(nan|inf(inity)?)");
  private static final int MAX_DIGITS = 64;

  public Places {
    alternatives = List.copyOf(alternatives);
  }

  static Places none(String field) {
    return new Places(field, List.of());
  }

  /// The value, or null if there is none.
  @Nullable JsonValue value(Row row) {
    for (Place place : alternatives) {
      JsonValue value = row.at(place);
      if (value != null && !isBlank(value)) {
        return value;
      }
    }
    return null;
  }

  /// The value as text, or null if there is none.
  ///
  /// @throws InvalidEventException if it is an object or an array
  @Nullable String text(Row row) {
    JsonValue value = value(row);
    return value == null ? null : text(field, value);
  }

  /// The value as an id: text, or a number without a fraction.
  ///
  /// @throws InvalidEventException if there is none, or it is neither
  String id(Row row) {
    JsonValue value = value(row);
    if (value == null) {
      throw new InvalidEventException(
          Rejection.MISSING_FIELD, field, "", "is missing: " + this + " is empty or not there");
    }
    if (value instanceof JsonValue.Flag) {
      throw invalid(field, value.toString(), "is neither a string nor a number");
    }
    return text(field, value);
  }

  /// The value as a number, or null if there is none.
  ///
  /// @throws InvalidEventException if it is no finite number
  @Nullable Double number(Row row) {
    String text = text(row);
    if (text == null) {
      return null;
    }
    Double number = Decimals.parse(text);
    if (number == null && NOT_FINITE.matcher(text).matches()) {
      throw new InvalidEventException(Rejection.NOT_FINITE, field, text, "is not finite");
    }
    if (number == null) {
      throw invalid(field, text, "is no number");
    }
    return number;
  }

  /// The value as a time, milliseconds since 1970, or null if there is none.
  ///
  /// @throws InvalidEventException if it is not in the format
  @Nullable Long millis(Row row, TimeFormat format) {
    String text = text(row);
    return text == null ? null : format.millis(field, text);
  }

  /// Whether the value says yes: one of `true`, `yes`, `t`, `y`, `1`.
  ///
  /// @throws InvalidEventException if it says neither yes nor no
  boolean flag(Row row) {
    String text = text(row);
    if (text == null) {
      return false;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "t", "y", "1" -> true;
      case "false", "no", "f", "n", "0" -> false;
      default -> throw invalid(field, text, "is neither true nor false");
    };
  }

  /// The text of a scalar.
  static String text(String field, JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> text;
      case JsonValue.Numeral(String text) -> integer(text);
      case JsonValue.Flag(boolean flag) -> String.valueOf(flag);
      case JsonValue.Nothing nothing -> "";
      case JsonValue.Elements array ->
          throw invalid(field, array.toString(), "is an array: name an element, such as a.0");
      case JsonValue.Fields object ->
          throw invalid(field, object.toString(), "is an object: name a field in it, such as a.b");
    };
  }

  /// `42` for `42.0`, as programs write ids that went through a table of floating-point numbers.
  private static String integer(String text) {
    if (text.indexOf('.') < 0 || !text.endsWith("0") || text.length() > MAX_DIGITS) {
      return text;
    }
    try {
      return new BigDecimal(text).toBigIntegerExact().toString();
    } catch (ArithmeticException hasFraction) {
      return text;
    }
  }

  private static boolean isBlank(JsonValue value) {
    return value instanceof JsonValue.Nothing
        || (value instanceof JsonValue.Text(String text) && text.isEmpty());
  }

  private static InvalidEventException invalid(String field, String value, String detail) {
    return new InvalidEventException(Rejection.INVALID_FIELD, field, value, detail);
  }

  @Override
  public String toString() {
    return alternatives.stream().map(Place::toString).collect(Collectors.joining(" or "));
  }
}
