package io.millrace.app.http;

import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.JsonValue;
import io.millrace.producer.json.Timestamps;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object that a request brought, read as strictly as [QueryParameters]: a
/// field that nobody knows is an error. `null` is the same as missing.
final class BodyParameters implements Parameters {
  private static final Problem.Kind KIND = Problem.Kind.INVALID_BODY;

  private final Map<String, JsonValue> fields;
  private final String prefix; // of names in messages

  /// @param json the body
  /// @param allowed names of the endpoint's fields
  BodyParameters(byte[] json, Set<String> allowed) {
    this(parsed(json), "", allowed);
  }

  /// @param object in the body
  /// @param prefix how messages tell where it is
  BodyParameters(JsonValue.Fields object, String prefix, Set<String> allowed) {
    this.fields = object.byName();
    this.prefix = prefix;
    fields.forEach((name, value) -> requireKnown(name, value, allowed));
  }

  private static JsonValue.Fields parsed(byte[] json) {
    try {
      return JsonValue.parseObject(json);
    } catch (InvalidEventException fault) {
      throw Problem.of(KIND, fault);
    }
  }

  private void requireKnown(String name, JsonValue value, Set<String> allowed) {
    if (!allowed.contains(name)) {
      throw Problem.with(
          KIND,
          prefix + name,
          value.toString(),
          "is no field here: there are " + String.join(", ", allowed.stream().sorted().toList()));
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  @Override
  public Problem.Kind kind() {
    return KIND;
  }

  @Override
  public int integer(String name, int defaultValue, int min, int max) {
    JsonValue value = fields.get(name);
    return value == null
        ? defaultValue
        : Parameters.wholeNumber(KIND, prefix + name, value.toString(), min, max);
  }

  @Override
  public boolean flag(String name, boolean defaultValue) {
    return switch (fields.get(name)) {
      case null -> defaultValue;
      case JsonValue.Flag(boolean value) -> value;
      case JsonValue other -> throw invalid(name, other, "is neither true nor false");
    };
  }

  @Override
  public Set<String> ids(String name) {
    return ids(name, MAX_LIST);
  }

  private Set<String> ids(String name, int max) {
    Set<String> ids = new LinkedHashSet<>();
    for (JsonValue each : elements(name)) {
      ids.add(validId(prefix + name, each));
    }
    return Parameters.atMost(KIND, name, ids, max);
  }

  /// The ids of a list that has to be there, at least one and at most `max`.
  Set<String> someIds(String name, int max) {
    Set<String> ids = ids(name, max);
    if (ids.isEmpty()) {
      throw Problem.with(KIND, name, shown(name), "has no id");
    }
    return ids;
  }

  /// A valid id that has to be there.
  String id(String name) {
    return validId(prefix + name, fields.get(name));
  }

  /// Milliseconds since 1970, or null if it is not there.
  @Nullable Long timestamp(String name) {
    String path = prefix + name;
    try {
      return switch (fields.get(name)) {
        case null -> null;
        case JsonValue.Numeral(String number) -> Timestamps.ofNumber(path, number);
        case JsonValue.Text(String iso) -> Timestamps.ofIso(path, iso);
        case JsonValue other -> throw invalid(name, other, "is neither a number nor a string");
      };
    } catch (InvalidEventException fault) {
      throw Problem.of(KIND, fault);
    }
  }

  /// What is in a list, in order; nothing if it is not there.
  List<JsonValue> elements(String name) {
    return switch (fields.get(name)) {
      case null -> List.of();
      case JsonValue.Elements(List<JsonValue> values) -> values;
      case JsonValue other -> throw invalid(name, other, "is not an array");
    };
  }

  private static String validId(String path, @Nullable JsonValue value) {
    return switch (value) {
      case null -> throw Problem.with(KIND, path, "", "is missing");
      case JsonValue.Text(String id) -> RequestIds.valid(KIND, path, id);
      case JsonValue.Numeral(String id) when id.matches("-?[0-9]+") ->
          RequestIds.valid(KIND, path, id);
      case JsonValue other ->
          throw Problem.with(
              KIND, path, other.toString(), "is neither a string nor a whole number");
    };
  }

  /// What stands at a name, as messages show it.
  String shown(String name) {
    JsonValue value = fields.get(name);
    return value == null ? "" : value.toString();
  }

  private Problem invalid(String name, JsonValue value, String detail) {
    return Problem.with(KIND, prefix + name, value.toString(), detail);
  }
}
