package io.millrace.app.http;

import io.avaje.jsonb.Jsonb;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An answer as a client gets it, read without the records that it was written from.
record Answer(int status, HttpHeaders headers, String body) {
  private static final Jsonb JSON = Jsonb.builder().build();

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /// The value at a path such as `items.0.itemId`, or null if there is none.
  @Nullable Object find(String path) {
    Object at = JSON.type(Object.class).fromJson(body);
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      at =
          switch (at) {
            case Map<?, ?> object -> object.get(step);
            case List<?> list when Integer.parseInt(step) < list.size() ->
                list.get(Integer.parseInt(step));
            case null, default -> null;
          };
    }
    return at;
  }

  String text(String path) {
    return String.valueOf(find(path));
  }

  long number(String path) {
    return Math.round(real(path));
  }

  double real(String path) {
    return ((Number) Objects.requireNonNull(find(path), path)).doubleValue();
  }

  List<?> list(String path) {
    return (List<?>) Objects.requireNonNull(find(path), path);
  }

  Set<?> keys(String path) {
    return ((Map<?, ?>) Objects.requireNonNull(find(path), path)).keySet();
  }

  /// Ids of the items in a list of items, in order.
  List<String> itemIds() {
    return ids("items", "itemId");
  }

  /// Ids of the users in a list of users, in order.
  List<String> userIds() {
    return ids("users", "userId");
  }

  private List<String> ids(String list, String field) {
    return list(list).stream().map(each -> String.valueOf(((Map<?, ?>) each).get(field))).toList();
  }
}
