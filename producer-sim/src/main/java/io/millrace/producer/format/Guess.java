package io.millrace.producer.format;

import io.millrace.producer.json.Decimals;
import io.millrace.producer.mapping.MappingText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which column is which field, as far as names and values tell and nobody has said.
///
/// @param places by field, as a mapping writes them
/// @param time the form of the times, or null if there are none
/// @param doubtfulTime an example of a column of times in no known form, or null
record Guess(Map<String, String> places, @Nullable TimeForm time, @Nullable String doubtfulTime) {

  /// @param items whether it is a file of items
  /// @param said what is known already, which is not guessed
  static Guess of(boolean items, List<Column> columns, MappingText said) {
    return new Guesser(items, columns, said).guess();
  }

  /// What it says as a mapping.
  MappingText text() {
    MappingText text = MappingText.flag("what was recognised", "", places);
    return time == null ? text : text.with(MappingText.flag("time", "timeFormat", time.format()));
  }

  private static final class Guesser {
    private static final List<String> EVENT =
        List.of("user", "item", "time", "type", "value", "eventId", "recommendationId");
    private static final List<String> ITEM =
        List.of("item", "title", "categories", "tags", "time", "hidden", "expiresAt");

    private final boolean items;
    private final List<Column> columns;
    private final MappingText said;
    private final Map<String, String> places = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private @Nullable TimeForm time;
    private @Nullable String doubtfulTime;

    Guesser(boolean items, List<Column> columns, MappingText said) {
      this.items = items;
      this.columns = columns;
      this.said = said;
      columns.stream().filter(column -> said.uses(column.place())).forEach(this::take);
    }

    Guess guess() {
      for (String field : items ? ITEM : EVENT) {
        if (!said.has(field)) {
          List<Column> free =
              Synonyms.columns(items, field, columns).stream()
                  .filter(column -> !taken.contains(column.place()))
                  .toList();
          choose(field, free);
        }
      }
      if (said.has("time") && !said.has("timeFormat")) {
        time =
            columns.stream()
                .filter(column -> said.says("time", column.place()))
                .map(column -> TimeForm.of(column.values()))
                .filter(form -> form != null)
                .findFirst()
                .orElse(null);
      }
      return new Guess(places, time, doubtfulTime);
    }

    private void choose(String field, List<Column> candidates) {
      if (field.equals("time") || field.equals("expiresAt")) {
        chooseTime(field, candidates);
      } else if (field.equals("user") && !candidates.isEmpty()) {
        chooseUser(candidates);
      } else {
        candidates.stream()
            .filter(column -> fits(field, column))
            .findFirst()
            .ifPresent(column -> put(field, column));
      }
    }

    /// A user who logs in later is known by the one, before that by the other.
    private void chooseUser(List<Column> candidates) {
      Column best = candidates.getFirst();
      put("user", best);
      boolean isAnonymous = best.keys().getFirst().equals("anonymousid");
      if (isAnonymous) {
        places.put("user", "userId|" + best.place());
        return;
      }
      candidates.stream()
          .filter(column -> column.keys().getFirst().equals("anonymousid"))
          .findFirst()
          .ifPresent(
              column -> {
                places.put("user", best.place() + "|" + column.place());
                take(column);
              });
    }

    private void chooseTime(String field, List<Column> candidates) {
      if (said.has("timeFormat")) {
        candidates.stream().findFirst().ifPresent(column -> put(field, column));
        return;
      }
      for (Column column : candidates) {
        TimeForm form = TimeForm.of(column.values());
        if (form != null) {
          time = time == null ? form : time;
          put(field, column);
          return;
        }
      }
      if (!candidates.isEmpty() && !items && !candidates.getFirst().values().isEmpty()) {
        doubtfulTime =
            candidates.getFirst().name() + " '" + candidates.getFirst().values().getFirst() + "'";
      }
    }

    /// Whether the values are such as the field may have.
    private boolean fits(String field, Column column) {
      List<String> values = new ArrayList<>(column.values());
      return switch (field) {
        case "value" ->
            !values.isEmpty()
                && values.stream().filter(value -> Decimals.parse(value) != null).count()
                    >= 0.5 * values.size();
        case "type" -> !values.isEmpty() && values.stream().noneMatch(v -> v.length() > 200);
        default -> true;
      };
    }

    private void put(String field, Column column) {
      places.put(field, column.place());
      take(column);
    }

    private void take(Column column) {
      taken.add(column.place());
    }
  }
}
