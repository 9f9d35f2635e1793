package io.millrace.producer.json;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// Times as sources write them: epoch seconds, epoch milliseconds or ISO-8601.
///
/// A number below 10^11 means seconds: as seconds that is the year 5138, as milliseconds 1973.
public final class Timestamps {
  static final long FIRST_MILLIS = 100_000_000_000L;

  private Timestamps() {}

  /// Milliseconds since 1970 of a number or of ISO-8601 text.
  ///
  /// @throws InvalidEventException naming `field` if it is neither, or not in 1970 to 9999
  public static long parse(String field, String text) {
    return Decimals.parse(text) == null ? ofIso(field, text) : ofNumber(field, text);
  }

  /// Milliseconds since 1970 of a decimal number of seconds or milliseconds.
  ///
  /// @throws InvalidEventException naming `field` if it is no number, or not in 1970 to 9999
  public static long ofNumber(String field, String text) {
    Double number = Decimals.parse(text);
    if (number == null) {
      throw invalid(field, text, "is no number");
    }
    return inRange(field, text, Math.round(number < FIRST_MILLIS ? number * 1000 : number));
  }

  /// Milliseconds since 1970 of ISO-8601 text: a date, or date and time with `T` or a space between
  /// them. Without an offset it is UTC.
  ///
  /// @throws InvalidEventException naming `field` if it is not ISO-8601, or not in 1970 to 9999
  public static long ofIso(String field, String text) {
    try {
      return inRange(field, text, isoInstant(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid(field, text, "is neither epoch seconds, epoch milliseconds nor ISO-8601");
    }
  }

  private static Instant isoInstant(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
    String iso = spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    var parsed =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, ZonedDateTime::from, LocalDateTime::from);
    return parsed instanceof ZonedDateTime zoned
        ? zoned.toInstant()
        : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
  }

  private static long inRange(String field, String text, long millis) {
    if (millis < 0 || millis > Interaction.MAX_TIMESTAMP_MILLIS) {
      throw invalid(field, text, "is not between 1970 and the year 9999");
    }
    return millis;
  }

  private static InvalidEventException invalid(String field, String text, String detail) {
    return new InvalidEventException(Rejection.INVALID_FIELD, field, text, detail);
  }
}
