package io.millrace.app.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The query of a URL, read strictly: an unknown or repeated parameter is an error, since ignoring
/// it would answer another question than the one that was asked.
final class QueryParameters implements Parameters {
  private final Map<String, List<String>> encoded = new HashMap<>();

  /// @param rawQuery as it was sent, without the `?`
  /// @param allowed names of the endpoint's parameters
  QueryParameters(String rawQuery, Set<String> allowed) {
    for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name =
          PercentDecoder.decode("query", equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!allowed.contains(name)) {
        throw Problem.with(
            Problem.Kind.INVALID_PARAMETER,
            name,
            value,
            allowed.isEmpty()
                ? "is no parameter here: there are none"
                : "is no parameter here: there are "
                    + String.join(", ", allowed.stream().sorted().toList()));
      }
      encoded.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }
  }

  @Override
  public Problem.Kind kind() {
    return Problem.Kind.INVALID_PARAMETER;
  }

  @Override
  public int integer(String name, int defaultValue, int min, int max) {
    if (!encoded.containsKey(name)) {
      return defaultValue;
    }
    return Parameters.wholeNumber(Problem.Kind.INVALID_PARAMETER, name, single(name), min, max);
  }

  @Override
  public boolean flag(String name, boolean defaultValue) {
    if (!encoded.containsKey(name)) {
      return defaultValue;
    }
    String text = single(name);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw Problem.with(
              Problem.Kind.INVALID_PARAMETER, name, text, "is neither true nor false");
    };
  }

  /// Ids separated by commas, in one parameter or several. A comma inside an id is sent as `%2C`.
  @Override
  public Set<String> ids(String name) {
    Set<String> ids = new LinkedHashSet<>();
    for (String list : encoded.getOrDefault(name, List.of())) {
      for (String each : list.split(",", -1)) {
        ids.add(RequestIds.valid(name, PercentDecoder.decode(name, each, true)));
      }
    }
    return Parameters.atMost(Problem.Kind.INVALID_PARAMETER, name, ids, MAX_LIST);
  }

  /// What is given once, if it is.
  Optional<String> text(String name) {
    return encoded.containsKey(name) ? Optional.of(single(name)) : Optional.empty();
  }

  private String single(String name) {
    List<String> values = encoded.getOrDefault(name, List.of());
    if (values.size() != 1) {
      throw Problem.with(
          Problem.Kind.INVALID_PARAMETER,
          name,
          String.join(", ", values),
          "is given more than once");
    }
    return PercentDecoder.decode(name, values.getFirst(), true);
  }
}
