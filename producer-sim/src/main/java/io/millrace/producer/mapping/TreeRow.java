package io.millrace.producer.mapping;

import io.millrace.producer.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A record that is a JSON tree. At each level the rest of a path is tried as one name first, so a
/// name with a dot in it is found as it is.
record TreeRow(JsonValue.Fields fields) implements Row {

  @Override
  public @Nullable JsonValue at(Place place) {
    return switch (place) {
      case Place.Named(String path) -> find(fields, path);
      case Place.Numbered(int column) -> find(fields, String.valueOf(column));
      case Place.Fixed(String text) -> new JsonValue.Text(text);
    };
  }

  private static @Nullable JsonValue find(JsonValue value, String path) {
    return switch (value) {
      case JsonValue.Fields object -> inObject(object, path);
      case JsonValue.Elements array -> inArray(array.values(), path);
      default -> null;
    };
  }

  private static @Nullable JsonValue inObject(JsonValue.Fields object, String path) {
    JsonValue whole = object.byName().get(path);
    if (whole != null) {
      return whole;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      JsonValue child = object.byName().get(path.substring(0, dot));
      JsonValue found = child == null ? null : find(child, path.substring(dot + 1));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The first step of a path into an array is an index from 0.
  private static @Nullable JsonValue inArray(List<JsonValue> values, String path) {
    int dot = path.indexOf('.');
    String step = dot < 0 ? path : path.substring(0, dot);
    if (step.length() > 6 || !Place.DIGITS.matcher(step).matches()) {
      return null;
    }
    int index = Integer.parseInt(step);
    if (index >= values.size() || values.get(index) instanceof JsonValue.Nothing) {
      return null;
    }
    return dot < 0 ? values.get(index) : find(values.get(index), path.substring(dot + 1));
  }
}
