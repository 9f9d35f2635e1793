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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as sources write them: numbers since 1970, or text.
///
/// The unit of a number follows from its magnitude, whatever its sign: below 10^11 seconds, below
/// 10^14 milliseconds, below 10^17 microseconds, else nanoseconds. As seconds 10^11 is the year
/// 5138, as milliseconds 1973. Text is ISO-8601, or one of the forms that are common beside it:
/// - a blank for the `T`, also before the zone
/// - the zone as `UTC`, `GMT`, `+0000`, `+00`, or as `+0000 UTC`
/// - a date alone, which is its first moment in UTC
/// - as in HTTP and e-mail: `Tue, 14 Nov 2023 22:13:20 GMT`
///
/// Without a zone it is UTC.
public final class Timestamps {
  /// Smaller numbers are seconds.
  static final long FIRST_MILLIS = 100_000_000_000L;

  /// Smaller numbers are milliseconds or seconds.
  static final long FIRST_MICROS = 100_000_000_000_000L;

  private static final double FIRST_NANOS = 1e17;

  private static final Pattern ZONE =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+) ?(?:UTC|GMT|Z|([+-]\\d\\d):?(\\d\\d)?(?: [A-Z]{3,5})?)");

  private Timestamps() {}

  /// Milliseconds since 1970 of a number or of text.
  ///
  /// @throws InvalidEventException naming `field` if it is neither, or not in the years 1 to 9999
  public static long parse(String field, String text) {
    return Decimals.parse(text) == null ? ofIso(field, text) : ofNumber(field, text);
  }

  /// Milliseconds since 1970 of a decimal number.
  ///
  /// @throws InvalidEventException naming `field` if it is no number, or not in the years 1 to 9999
  public static long ofNumber(String field, String text) {
    Double number = Decimals.parse(text);
    if (number == null) {
      throw invalid(field, text, "is no number");
    }
    double size = Math.abs(number);
    if (size < FIRST_MILLIS) {
      return inRange(field, text, (double) Math.round(number * 1000));
    }
    double perMilli = size < FIRST_MICROS ? 1 : size < FIRST_NANOS ? 1e3 : 1e6;
    return inRange(field, text, (double) Math.round(number / perMilli));
  }

  /// Milliseconds since 1970 of text.
  ///
  /// @throws InvalidEventException naming `field` if it is in no known form, or not in the years 1
  ///   to 9999
  public static long ofIso(String field, String text) {
    try {
      return inRange(field, text, (double) instant(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid(
          field, text, "is neither ISO-8601 nor a number of seconds, ms, us or ns since 1970");
    }
  }

  /// The time itself.
  ///
  /// @throws InvalidEventException naming `field` if it is not in the years 1 to 9999
  public static long inRange(String field, String text, double millis) {
    if (!(millis >= Interaction.MIN_TIMESTAMP_MILLIS
        && millis <= Interaction.MAX_TIMESTAMP_MILLIS)) {
      throw invalid(field, text, "is not between the years 1 and 9999");
    }
    return (long) millis;
  }

  private static Instant instant(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    }
    var parsed =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(
            iso(text), ZonedDateTime::from, LocalDateTime::from);
    return parsed instanceof ZonedDateTime zoned
        ? zoned.toInstant()
        : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
  }

  private static String iso(String text) {
    boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
    String iso = spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    if (iso.length() <= 19 || (iso.charAt(10) == 'T' && iso.endsWith("Z"))) {
      return iso;
    }
    Matcher zone = ZONE.matcher(iso);
    if (!zone.matches()) {
      return iso;
    }
    String hours = zone.group(2);
    String minutes = zone.group(3) == null ? "00" : zone.group(3);
    return zone.group(1) + (hours == null ? "Z" : hours + ":" + minutes);
  }

  private static InvalidEventException invalid(String field, String text, String detail) {
    return new InvalidEventException(Rejection.INVALID_FIELD, field, text, detail);
  }
}
