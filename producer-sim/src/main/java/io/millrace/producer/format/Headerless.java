package io.millrace.producer.format;

import io.millrace.producer.json.Decimals;
import io.millrace.producer.mapping.TypeRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which column is which field where no header names them: by what the values look like.
///
/// The first column that is no time is the user, the next one the item. A fourth column of times
/// after a number, as in `u.data`, makes that number a rating. A column of types that are known is
/// the type.
final class Headerless {
  private Headerless() {}

  /// The guess, or null if the columns look like no events: where there is no time and ids are no
  /// numbers, any table would do.
  static @Nullable Guess of(List<Column> columns) {
    Column time = time(columns);
    List<Column> others = without(columns, time);
    if (others.size() < 2
        || (time == null && !(isNumeric(others.get(0)) && isNumeric(others.get(1))))) {
      return null;
    }
    Map<String, String> places = new LinkedHashMap<>();
    places.put("user", others.get(0).place());
    places.put("item", others.get(1).place());
    if (time != null) {
      places.put("time", time.place());
    }
    List<Column> rest = others.subList(2, others.size());
    rest.stream()
        .filter(Headerless::isType)
        .findFirst()
        .ifPresent(c -> places.put("type", c.place()));
    boolean isRating =
        rest.size() == 1 && isNumeric(rest.getFirst()) && columns.indexOf(rest.getFirst()) == 2;
    if (isRating) {
      places.put("type", "=rating");
      places.put("value", rest.getFirst().place());
    }
    return new Guess(places, time == null ? null : TimeForm.of(time.values()), null);
  }

  /// The last column of times; one of text rather than one of numbers, which may be ids.
  private static @Nullable Column time(List<Column> columns) {
    Column time = null;
    for (Column column : columns) {
      if (isTime(column) && (time == null || isText(column) || !isText(time))) {
        time = column;
      }
    }
    return time;
  }

  private static boolean isTime(Column column) {
    long times = column.values().stream().filter(TimeForm::isTime).count();
    return times > 0
        && times >= 0.5 * column.values().size()
        && TimeForm.of(column.values()) != null;
  }

  private static List<Column> without(List<Column> columns, @Nullable Column time) {
    return columns.stream()
        .filter(column -> !column.equals(time) && !column.values().isEmpty())
        .toList();
  }

  private static boolean isText(Column column) {
    return Decimals.parse(column.values().getFirst()) == null;
  }

  private static boolean isNumeric(Column column) {
    long numbers = column.values().stream().filter(value -> Decimals.parse(value) != null).count();
    return numbers >= 0.5 * column.values().size();
  }

  private static boolean isType(Column column) {
    return column.values().stream().allMatch(TypeRule::isKnown);
  }
}
