package io.millrace.app.cli;

import io.avaje.jsonb.Jsonb;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The figures of an evaluation, and how they are printed.
///
/// @param protocol by which they were measured
/// @param file names of the files
/// @param events that were read
/// @param ours figures of our learner
/// @param settings of our learner
/// @param compare figures of the others, by name
record EvaluationReport(
    String protocol,
    String file,
    int events,
    RankerScores ours,
    Map<String, Object> settings,
    Map<String, RankerScores> compare) {
  static final String OURS = "millrace";

  /// All rankers by name, ours first.
  Map<String, RankerScores> rankers() {
    Map<String, RankerScores> rankers = new LinkedHashMap<>();
    rankers.put(OURS, ours);
    rankers.putAll(compare);
    return rankers;
  }

  void printJson(PrintWriter out) {
    Map<String, Object> others = new LinkedHashMap<>();
    compare.forEach(
        (name, scores) -> {
          Map<String, Object> figures = new LinkedHashMap<>(scores.metrics());
          figures.put("microsPerEvent", scores.microsPerEvent());
          others.put(name, figures);
        });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("protocol", protocol);
    document.put("file", file);
    document.put("events", events);
    document.put("tested", ours.tested());
    document.put("metrics", ours.metrics());
    document.put("lastTenth", ours.lastTenth());
    document.put("microsPerEvent", ours.microsPerEvent());
    document.put("settings", settings);
    document.put("compare", others);
    out.println(Jsonb.builder().build().type(Object.class).toJson(document));
    out.flush();
  }

  /// One line per ranker and tenth, and one per ranker over all.
  void printCsv(PrintWriter out) {
    out.println("ranker,part,tested," + String.join(",", ours.metrics().keySet()));
    rankers().forEach((name, scores) -> csvLines(out, name, scores));
    out.flush();
  }

  private void csvLines(PrintWriter out, String name, RankerScores scores) {
    for (int tenth = 0; tenth < scores.tenths().size(); tenth++) {
      String start = "%s,%d,%d".formatted(name, tenth + 1, scores.testedByTenth().get(tenth));
      csvLine(out, start, scores.tenths().get(tenth));
    }
    csvLine(out, "%s,all,%d".formatted(name, scores.tested()), scores.metrics());
  }

  /// A metric that a tenth does not have stays empty.
  private void csvLine(PrintWriter out, String start, Map<String, Double> metrics) {
    out.print(start);
    for (String metric : ours.metrics().keySet()) {
      Double figure = metrics.get(metric);
      out.print(figure == null ? "," : ",%.6f".formatted(figure));
    }
    out.println();
  }

  void printText(PrintWriter out) {
    out.printf("%s: %,d events, %,d tested, %s%n", file, events, ours.tested(), protocol);
    if (!ours.tenths().isEmpty()) {
      printTenths(out);
    }
    out.printf("%n%-12s", "over all");
    ours.metrics().keySet().forEach(name -> out.printf(" %12s", label(name)));
    out.printf(" %12s%n", "micros/event");
    rankers()
        .forEach(
            (ranker, scores) -> {
              out.printf("%-12s", ranker);
              scores.metrics().values().forEach(figure -> out.printf(" %12.4f", figure));
              out.printf(" %12.2f%n", scores.microsPerEvent());
            });
    out.flush();
  }

  private void printTenths(PrintWriter out) {
    String shown = ours.lastTenth().keySet().iterator().next();
    out.printf("%n%-6s %10s", "tenth", "tested");
    ours.lastTenth().keySet().forEach(name -> out.printf(" %10s", label(name)));
    compare.keySet().forEach(name -> out.printf(" %10s", name));
    out.println(compare.isEmpty() ? "" : "  (others: " + label(shown) + ")");
    for (int tenth = 0; tenth < ours.tenths().size(); tenth++) {
      int part = tenth;
      out.printf("%-6d %,10d", tenth + 1, ours.testedByTenth().get(tenth));
      ours.tenths().get(tenth).values().forEach(figure -> out.printf(" %10.4f", figure));
      compare
          .values()
          .forEach(scores -> out.printf(" %10.4f", scores.tenths().get(part).get(shown)));
      out.println();
    }
  }

  private static String label(String metric) {
    return metric.startsWith("top") ? metric : metric.toUpperCase(Locale.ROOT);
  }
}
