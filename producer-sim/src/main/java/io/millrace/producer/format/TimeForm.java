package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.Decimals;
import io.millrace.producer.mapping.TimeFormat;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the times of a column are written.
///
/// @param format as a mapping names it
/// @param shown for people, such as `in ms`; may be empty
record TimeForm(String format, String shown) {
  /// So much of a sample must be numbers to tell their unit.
  private static final double MOST = 0.8;

  /// So much of a sample must be in a form; the rest is malformed.
  private static final double HALF = 0.5;

  private static final Pattern DAY =
      Pattern.compile("(19|20)\\d\\d(0[1-9]|1[0-2])([0-2]\\d|3[01])");
  private static final Pattern SECOND =
      Pattern.compile(DAY.pattern() + "([01]\\d|2[0-3])([0-5]\\d){2}");

  /// Patterns that cannot be taken for one another, but for days and months of each pair.
  private static final List<String> PATTERNS =
      List.of(
          "yyyy/M/d H:mm[:ss]",
          "yyyy/M/d",
          "M/d/yyyy H:mm[:ss]",
          "d/M/yyyy H:mm[:ss]",
          "M/d/yyyy h:mm[:ss] a",
          "M/d/yyyy",
          "d/M/yyyy",
          "M/d/yy H:mm",
          "d/M/yy H:mm",
          "M/d/yy",
          "d/M/yy",
          "d.M.yyyy H:mm[:ss]",
          "d.M.yyyy",
          "d-M-yyyy H:mm[:ss]",
          "d-M-yyyy",
          "d MMM yyyy[ H:mm[:ss]]",
          "d-MMM-yyyy",
          "d MMM yyyy, H:mm",
          "MMM d, yyyy",
          "MMMM d, yyyy",
          "MM d, yyyy",
          "EEE MMM d HH:mm:ss Z yyyy",
          "EEE MMM d HH:mm:ss zzz yyyy");

  /// The form that most of these values have, or null if there is none that is sure.
  static @Nullable TimeForm of(List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    List<String> numbers = values.stream().filter(value -> Decimals.parse(value) != null).toList();
    if (numbers.size() >= MOST * values.size()) {
      return ofNumbers(numbers);
    }
    if (share(values, value -> parses("auto", value)) >= HALF) {
      boolean isDays = values.stream().allMatch(value -> value.length() == 10);
      return new TimeForm("auto", isDays ? "in days" : "");
    }
    List<String> fitting =
        PATTERNS.stream()
            .filter(pattern -> share(values, value -> parses(pattern, value)) == 1)
            .toList();
    // A day and a month that could be either are not guessed.
    boolean isSure =
        fitting.size() == 1 || (fitting.size() == 2 && !fitting.getFirst().startsWith("M/"));
    return isSure ? new TimeForm(fitting.getFirst(), "as " + fitting.getFirst()) : null;
  }

  /// Whether such a value may be a time of these decades.
  static boolean isTime(String value) {
    Double number = Decimals.parse(value);
    return number != null ? isOfTheseDecades(number) : parses("iso", value);
  }

  private static boolean isOfTheseDecades(double number) {
    double seconds = number;
    while (seconds > 1e11) {
      seconds /= 1000;
    }
    return seconds > 3e8 && seconds < 4e9;
  }

  private static TimeForm ofNumbers(List<String> values) {
    if (share(values, value -> DAY.matcher(value).matches()) == 1) {
      return new TimeForm("yyyyMMdd", "as yyyyMMdd");
    }
    if (share(values, value -> SECOND.matcher(value).matches()) == 1) {
      return new TimeForm("yyyyMMddHHmmss", "as yyyyMMddHHmmss");
    }
    double[] sizes =
        values.stream()
            .map(Decimals::parse)
            .mapToDouble(number -> number == null ? 0 : Math.abs(number))
            .sorted()
            .toArray();
    double median = sizes[sizes.length / 2];
    String unit = median < 1e11 ? "s" : median < 1e14 ? "ms" : median < 1e17 ? "us" : "ns";
    return new TimeForm("auto", "in " + unit);
  }

  private static boolean parses(String format, String value) {
    try {
      TimeFormat.parse(format, ZoneOffset.UTC).millis("time", value);
      return true;
    } catch (InvalidEventException fault) {
      return false;
    }
  }

  private static double share(List<String> values, Predicate<String> test) {
    return (double) values.stream().filter(test).count() / values.size();
  }
}
