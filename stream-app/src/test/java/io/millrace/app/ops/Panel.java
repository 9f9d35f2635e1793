package io.millrace.app.ops;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One panel of a dashboard of Grafana, as far as it is checked. A missing text is empty.
///
/// @param id unique within its dashboard
/// @param dataSources uids of the sources that the panel and its queries ask
/// @param queries in PromQL, with Grafana's variables in them
record Panel(
    Path file,
    String id,
    String title,
    String description,
    String unit,
    List<String> dataSources,
    List<String> queries) {
  private static final Jsonb JSON = Jsonb.builder().build();

  /// The dashboards under version control.
  static List<Path> dashboards() {
    try (Stream<Path> files = Files.list(Tools.root().resolve("ops/grafana/dashboards"))) {
      return files.sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The panels of all dashboards.
  static List<Panel> all() {
    return dashboards().stream().flatMap(file -> of(file).stream()).toList();
  }

  private static List<Panel> of(Path file) {
    try {
      Map<?, ?> dashboard = map(JSON.type(Object.class).fromJson(Files.readString(file)));
      return list(dashboard, "panels").stream().map(panel -> of(file, map(panel))).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Panel of(Path file, Map<?, ?> panel) {
    List<String> dataSources = new ArrayList<>();
    List<String> queries = new ArrayList<>();
    dataSources.add(text(map(panel.get("datasource")), "uid"));
    for (Object target : list(panel, "targets")) {
      dataSources.add(text(map(map(target).get("datasource")), "uid"));
      queries.add(text(map(target), "expr"));
    }
    return new Panel(
        file,
        text(panel, "id"),
        text(panel, "title"),
        text(panel, "description"),
        text(map(map(panel.get("fieldConfig")).get("defaults")), "unit"),
        dataSources,
        queries);
  }

  private static Map<?, ?> map(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Map<?, ?> node, String key) {
    return node.get(key) instanceof List<?> list ? list : List.of();
  }

  private static String text(Map<?, ?> node, String key) {
    Object value = node.get(key);
    return value == null ? "" : value.toString();
  }
}
