package io.millrace.benchmarks.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All figures of a run, and how they are shown.
final class Report {
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, String> descriptions = new LinkedHashMap<>(); // by contender

  /// @param kind of vectors
  /// @param goal null: the figure has none
  record Figure(
      String name, String unit, String kind, int items, double value, @Nullable Goal goal) {
    boolean isReached() {
      return goal == null || goal.isReachedBy(value);
    }
  }

  void add(VectorSet vectors, String name, String unit, double value, @Nullable Goal goal) {
    figures.add(new Figure(name, unit, vectors.kind(), vectors.items(), value, goal));
  }

  /// Says what a contender is, and for which size it is something else.
  void describe(VectorSet vectors, Contender contender) {
    String key = contender.name();
    String size = " (%s %s)".formatted(vectors.kind(), size(vectors.items()));
    String before = descriptions.get(key);
    String now = contender.description();
    if (now.isEmpty()) {
      return;
    }
    if (before == null) {
      descriptions.put(key, now);
    } else if (!before.contains(now)) {
      descriptions.put(key, before + "; " + now + size);
    }
  }

  List<Figure> missed() {
    return figures.stream().filter(figure -> !figure.isReached()).toList();
  }

  /// One row a figure, one column a kind and size. A figure that misses its goal has a star.
  String table() {
    Set<String> columns = new LinkedHashSet<>();
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    Map<String, Set<String>> goals = new LinkedHashMap<>();
    for (Figure figure : figures) {
      String column = figure.kind() + " " + size(figure.items());
      String row = figure.name() + ", " + figure.unit();
      columns.add(column);
      rows.computeIfAbsent(row, name -> new LinkedHashMap<>())
          .put(column, number(figure.value()) + (figure.isReached() ? "" : " *"));
      Set<String> known = goals.computeIfAbsent(row, name -> new LinkedHashSet<>());
      if (figure.goal() != null) {
        known.add(figure.goal().toString());
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(line("", columns, "goal"));
    text.append("|---".repeat(columns.size() + 2)).append("|\n");
    rows.forEach(
        (row, cells) ->
            text.append(
                line(
                    row,
                    columns.stream().map(column -> cells.getOrDefault(column, "")).toList(),
                    String.join(", ", goals.getOrDefault(row, Set.of())))));
    text.append("\n* misses its goal\n\n");
    descriptions.forEach((name, what) -> text.append("%s: %s%n".formatted(name, what)));
    return text.toString();
  }

  private static String line(String first, Iterable<String> cells, String last) {
    return "| " + first + " | " + String.join(" | ", cells) + " | " + last + " |\n";
  }

  String json() {
    String all = figures.stream().map(Report::json).collect(Collectors.joining(","));
    String contenders =
        descriptions.entrySet().stream()
            .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
            .collect(Collectors.joining(","));
    return "{\"contenders\":{%s},\"figures\":[%s]}".formatted(contenders, all);
  }

  private static String json(Figure figure) {
    String goal =
        figure.goal() == null
            ? ""
            : String.format(
                Locale.ROOT,
                ",\"%s\":%s,\"reached\":%b",
                figure.goal().atLeast() ? "atLeast" : "atMost",
                figure.goal().bound(),
                figure.isReached());
    return String.format(
        Locale.ROOT,
        "{\"figure\":%s,\"unit\":%s,\"vectors\":%s,\"items\":%d,\"value\":%.4f%s}",
        quoted(figure.name()),
        quoted(figure.unit()),
        quoted(figure.kind()),
        figure.items(),
        figure.value(),
        goal);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Three digits or more.
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String size(int items) {
    if (items % 1_000_000 == 0) {
      return items / 1_000_000 + "M";
    }
    return items % 1_000 == 0 ? items / 1_000 + "k" : Integer.toString(items);
  }
}
