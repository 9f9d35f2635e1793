package io.millrace.producer.mapping;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.Decimals;
import io.millrace.producer.json.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How times are written.
public sealed interface TimeFormat {

  /// Numbers by their magnitude, or text as [Timestamps] takes it.
  record Auto() implements TimeFormat {}

  /// Text only.
  record Iso() implements TimeFormat {}

  /// Not read: the order of arrival is all there is.
  record None() implements TimeFormat {}

  /// A number of units since 1970.
  ///
  /// @param name `s`, `ms`, `us` or `ns`
  /// @param perMilli units in a millisecond; of seconds .001
  record Unit(String name, double perMilli) implements TimeFormat {}

  /// Text in a pattern of [DateTimeFormatter].
  ///
  /// @param zone of texts that name none
  record Pattern(String pattern, DateTimeFormatter formatter, ZoneId zone) implements TimeFormat {}

  /// Names other than patterns.
  List<String> NAMES = List.of("auto", "s", "ms", "us", "ns", "iso", "none");

  /// The format of this name or pattern.
  ///
  /// @throws IllegalArgumentException if it is neither
  static TimeFormat parse(String text, ZoneId zone) {
    return switch (text) {
      case "auto" -> new Auto();
      case "s" -> new Unit(text, .001);
      case "ms" -> new Unit(text, 1);
      case "us" -> new Unit(text, 1_000);
      case "ns" -> new Unit(text, 1_000_000);
      case "iso" -> new Iso();
      case "none" -> new None();
      default -> new Pattern(text, formatter(text), zone);
    };
  }

  /// Milliseconds since 1970, or null where times are not read.
  ///
  /// @throws InvalidEventException naming `field` if the text is in another format
  default @Nullable Long millis(String field, String text) {
    return switch (this) {
      case Auto auto -> Timestamps.parse(field, text);
      case Iso iso -> Timestamps.ofIso(field, text);
      case None none -> null;
      case Unit unit -> ofUnit(field, text, unit);
      case Pattern pattern -> ofPattern(field, text, pattern);
    };
  }

  private static DateTimeFormatter formatter(String pattern) {
    boolean isPattern = pattern.matches(".*[yu]{2,}.*") || pattern.matches(".*[GdMHh]{1,}[^a-z].*");
    if (!isPattern) {
      throw new IllegalArgumentException(
          "is none of " + String.join(", ", NAMES) + " and no pattern such as dd/MM/yyyy HH:mm");
    }
    // Without an era, yyyy would resolve to nothing in the strict style.
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.SMART);
  }

  private static long ofUnit(String field, String text, Unit unit) {
    Double number = Decimals.parse(text);
    if (number == null) {
      throw invalid(field, text, "is no number of " + unit.name());
    }
    return Timestamps.inRange(field, text, (double) Math.round(number / unit.perMilli()));
  }

  private static long ofPattern(String field, String text, Pattern pattern) {
    try {
      var parsed =
          pattern
              .formatter()
              .parseBest(
                  text, ZonedDateTime::from, Instant::from, LocalDateTime::from, LocalDate::from);
      Instant instant =
          switch (parsed) {
            case ZonedDateTime zoned -> zoned.toInstant();
            case Instant known -> known;
            case LocalDateTime local -> local.atZone(pattern.zone()).toInstant();
            default -> LocalDate.from(parsed).atStartOfDay(pattern.zone()).toInstant();
          };
      return Timestamps.inRange(field, text, (double) instant.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid(field, text, "is not in the pattern " + pattern.pattern());
    }
  }

  private static InvalidEventException invalid(String field, String text, String detail) {
    return new InvalidEventException(Rejection.INVALID_FIELD, field, text, detail);
  }
}
