package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.NearestName;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.JsonValue;
import io.millrace.producer.mapping.InvalidMappingException;
import io.millrace.producer.mapping.MappedRecord;
import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.mapping.MappingText;
import io.millrace.producer.mapping.Place;
import io.millrace.producer.mapping.Places;
import io.millrace.producer.mapping.Row;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds out which paths of JSON records are which fields.
final class JsonRecogniser {
  private static final int MAX_PATHS = 1_000;
  private static final int MAX_DEPTH = 6;

  private final Recogniser recogniser;
  private final Content content;

  JsonRecogniser(Recogniser recogniser, Content content) {
    this.recogniser = recogniser;
    this.content = content;
  }

  Recognition recognise() {
    boolean isLines = isLines();
    Function<InputStream, RawRecords> records = isLines ? Lines::new : JsonElements::new;
    List<JsonValue.Fields> sampled = sampled(records);
    if (sampled.isEmpty()) {
      throw new UnreadableFileException(
          recogniser.file(),
          "is in no known format: line 1 is '%s', which begins as JSON, but no object can be read"
              .formatted(Recogniser.firstLine(content)));
    }
    List<Column> columns = columns(sampled);
    MappingText said = recogniser.said();
    Guess guess = Guess.of(recogniser.items(), columns, said);
    guess = cloudEvent(sampled.getFirst(), ours(sampled.getFirst(), guess));
    String kind = isLines ? "JSON lines" : "JSON";
    Mapping mapping = recogniser.complete(guess, kind, columns);
    requirePlaces(mapping, sampled, columns);
    var understood =
        new Understood(
            recogniser.file(),
            kind,
            content.notes(),
            mapping,
            guess.time() == null ? "" : guess.time().shown(),
            Recogniser.types(mapping, types(mapping, sampled)));
    return new Recognition(understood, records, false, format(mapping, sampled));
  }

  /// Whether each line is an object of its own.
  private boolean isLines() {
    var lines = new Lines(Recogniser.completeLines(content));
    for (Line line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      if (isObject(line)) {
        return true;
      }
      String text = new String(line.bytes(), StandardCharsets.UTF_8).strip();
      if (text.startsWith("[") || text.equals("{") || !text.startsWith("{")) {
        return false;
      }
    }
    return false;
  }

  private static boolean isObject(Line line) {
    try {
      return !line.cut() && !JsonValue.parseObject(line.bytes()).byName().isEmpty();
    } catch (InvalidEventException malformed) {
      return false;
    }
  }

  private List<JsonValue.Fields> sampled(Function<InputStream, RawRecords> records) {
    List<JsonValue.Fields> sampled = new ArrayList<>();
    RawRecords raw = records.apply(Recogniser.completeLines(content));
    boolean isWhole = content.isWhole();
    if (!isWhole && !hasLine()) {
      raw = records.apply(new ByteArrayInputStream(content.sample()));
    }
    for (Line line = raw.next(); line != null; line = raw.next()) {
      if (sampled.size() == Recogniser.SAMPLED) {
        break;
      }
      if (!line.cut() && !line.isBlank()) {
        try {
          sampled.add(JsonValue.parseObject(line.bytes()));
        } catch (InvalidEventException malformed) {
          // Reported when the file is read.
        }
      }
    }
    return sampled;
  }

  private boolean hasLine() {
    for (byte b : content.sample()) {
      if (b == '\n') {
        return true;
      }
    }
    return false;
  }

  private static List<Column> columns(List<JsonValue.Fields> sampled) {
    Map<String, List<String>> byPath = new LinkedHashMap<>();
    sampled.forEach(record -> addPaths(byPath, "", record, 0));
    List<Column> columns = new ArrayList<>();
    byPath.forEach(
        (path, values) -> columns.add(new Column(MappingText.quoted(path), path, values)));
    return columns;
  }

  private static void addPaths(
      Map<String, List<String>> byPath, String path, JsonValue value, int depth) {
    switch (value) {
      case JsonValue.Nothing nothing -> {}
      case JsonValue.Fields(var byName) -> {
        if (depth < MAX_DEPTH) {
          String prefix = path.isEmpty() ? "" : path + ".";
          byName.forEach((name, child) -> addPaths(byPath, prefix + name, child, depth + 1));
        }
      }
      case JsonValue.Elements(var values) -> {
        if (!values.isEmpty() && depth < MAX_DEPTH) {
          boolean isObject = values.getFirst() instanceof JsonValue.Fields;
          addPaths(byPath, isObject ? path + ".0" : path, values.getFirst(), depth + 1);
        }
      }
      default -> {
        if (byPath.size() < MAX_PATHS || byPath.containsKey(path)) {
          String text = value instanceof JsonValue.Text(String plain) ? plain : value.toString();
          byPath.computeIfAbsent(path, p -> new ArrayList<>()).add(text);
        }
      }
    }
  }

  /// Records in our own names may have any of our fields, whether the sample shows them or not.
  private Guess ours(JsonValue.Fields first, Guess guess) {
    boolean isOurs =
        !recogniser.items()
            && first.byName().containsKey("userId")
            && first.byName().containsKey("itemId");
    if (!isOurs) {
      return guess;
    }
    Map<String, String> places = new LinkedHashMap<>(guess.places());
    for (String name : List.of("type", "value", "eventId", "recommendationId")) {
      places.putIfAbsent(name, name);
    }
    places.putIfAbsent("time", "timestamp");
    return new Guess(places, guess.time(), guess.doubtfulTime());
  }

  /// CloudEvents have an id outside of their data.
  private static Guess cloudEvent(JsonValue.Fields first, Guess guess) {
    if (!first.byName().containsKey("specversion") || !first.byName().containsKey("id")) {
      return guess;
    }
    Map<String, String> places = new LinkedHashMap<>(guess.places());
    places.putIfAbsent("eventId", "id");
    return new Guess(places, guess.time(), guess.doubtfulTime());
  }

  private static @Nullable List<String> types(Mapping mapping, List<JsonValue.Fields> sampled) {
    Places places = mapping.places().get("type");
    if (places == null) {
      return null;
    }
    List<String> types = new ArrayList<>();
    for (JsonValue.Fields record : sampled) {
      for (Place place : places.alternatives()) {
        if (Row.of(record).at(place) instanceof JsonValue.Text(String type)) {
          types.add(type);
          break;
        }
      }
    }
    return types;
  }

  /// A path that no record of the sample has is a slip, for what an event cannot be without.
  private void requirePlaces(
      Mapping mapping, List<JsonValue.Fields> sampled, List<Column> columns) {
    for (String field : List.of("user", "item")) {
      Places places = mapping.places().get(field);
      boolean isThere =
          places == null
              || places.alternatives().stream()
                  .anyMatch(
                      place ->
                          sampled.stream().anyMatch(record -> Row.of(record).at(place) != null));
      if (!isThere) {
        List<String> names = columns.stream().map(Column::name).toList();
        throw new InvalidMappingException(
            "%s has no field for %s: '%s' is in none of its first %d records%s"
                .formatted(
                    recogniser.file(),
                    field,
                    places,
                    sampled.size(),
                    NearestName.hint(String.valueOf(places), names)));
      }
    }
  }

  /// Records as topic `interactions` has them need no mapping.
  private LineFormat<MappedRecord> format(Mapping mapping, List<JsonValue.Fields> sampled) {
    ReadOptions options = recogniser.options();
    boolean isOurs =
        !recogniser.items()
            && options.flags().isEmpty()
            && options.file().isEmpty()
            && sampled.stream().allMatch(record -> isOurs(mapping, record));
    return isOurs
        ? bytes -> new MappedRecord.Event(InteractionJson.parse(bytes))
        : new JsonRecords(mapping);
  }

  private static boolean isOurs(Mapping mapping, JsonValue.Fields record) {
    Map<String, JsonValue> byName = record.byName();
    boolean isRenamed =
        byName.get("type") instanceof JsonValue.Text(String type)
            && !type.equals(mapping.types().ours(type));
    return byName.get("userId") instanceof JsonValue.Text
        && byName.get("itemId") instanceof JsonValue.Text
        && !isRenamed;
  }
}
