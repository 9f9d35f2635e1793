package io.millrace.app.run;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Up to where a model is rebuilt.
public sealed interface Until {
  Pattern OFFSET = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  /// To where the topic ends when the rebuild begins.
  record End() implements Until {}

  /// To the last event that was sent at a time or before.
  record Time(long millis) implements Until {}

  /// To an offset of each partition, which is the first that is not learned; other partitions to
  /// their ends.
  record Offsets(Map<Integer, Long> byPartition) implements Until {}

  /// A bound as it is written in options: `2026-01-31T12:00:00Z`, `2026-01-31` for its first
  /// moment, or `0:1000,1:900`.
  ///
  /// @throws IllegalArgumentException with the text if it is none
  static Until parse(String text) {
    return text.contains(":") && text.matches("[\\d:,]*") ? offsets(text) : time(text);
  }

  private static Until offsets(String text) {
    Map<Integer, Long> byPartition = new TreeMap<>();
    for (String each : text.split(",", -1)) {
      Matcher matcher = OFFSET.matcher(each);
      if (!matcher.matches()) {
        throw wrong(text);
      }
      int partition = Integer.parseInt(matcher.group(1));
      if (byPartition.put(partition, Long.parseLong(matcher.group(2))) != null) {
        throw new IllegalArgumentException(
            "until is '%s', which names partition %d twice".formatted(text, partition));
      }
    }
    return new Offsets(byPartition);
  }

  private static Until time(String text) {
    try {
      return new Time(instant(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException noTime) {
      throw wrong(text);
    }
  }

  private static Instant instant(String text) {
    return text.contains("T")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "until is '%s', but must be a time such as 2026-01-31T12:00:00Z or offsets such as 0:1000,1:900"
            .formatted(text));
  }
}
