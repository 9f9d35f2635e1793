package io.millrace.app.http;

import io.millrace.producer.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What someone without a name did of late, in the order in which it happened: the newest last.
///
/// @param entries at most [#MAX_ENTRIES]
record Session(List<Entry> entries) {
  static final int MAX_ENTRIES = 100;

  /// One thing that was done.
  ///
  /// @param timestampMillis when, if that was told
  record Entry(String itemId, @Nullable Long timestampMillis) {
    /// When it was done: now if that was not told, nor ever later than now.
    long millis(long nowMillis) {
      return timestampMillis == null ? nowMillis : Math.min(timestampMillis, nowMillis);
    }
  }

  /// The session in field `items`: ids, or objects with an `itemId` and perhaps a `timestamp`.
  static Session of(BodyParameters body) {
    List<Entry> entries = new ArrayList<>();
    for (JsonValue each : body.elements("items")) {
      entries.add(entry(each));
    }
    if (entries.size() > MAX_ENTRIES) {
      throw Problem.with(
          Problem.Kind.INVALID_BODY,
          "items",
          entries.size() + " entries",
          "are more than " + MAX_ENTRIES);
    }
    return new Session(List.copyOf(entries));
  }

  private static Entry entry(JsonValue value) {
    return switch (value) {
      case JsonValue.Numeral(String number) when number.matches("-?[0-9]+") ->
          new Entry(RequestIds.valid(Problem.Kind.INVALID_BODY, "items", number), null);
      case JsonValue.Text(String itemId) ->
          new Entry(RequestIds.valid(Problem.Kind.INVALID_BODY, "items", itemId), null);
      case JsonValue.Fields fields -> {
        var entry = new BodyParameters(fields, "items.", Set.of("itemId", "timestamp"));
        yield new Entry(entry.id("itemId"), entry.timestamp("timestamp"));
      }
      default ->
          throw Problem.with(
              Problem.Kind.INVALID_BODY,
              "items",
              value.toString(),
              "is neither an item id nor an object");
    };
  }
}
