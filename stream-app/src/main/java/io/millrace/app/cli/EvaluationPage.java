package io.millrace.app.cli;

import java.util.List;
import java.util.Map;

/// An evaluation as one page that needs nothing else: the figures, and for each metric a curve of
/// each ranker over the tenths of the stream.
final class EvaluationPage {
  private static final List<String> COLOURS =
      List.of("#d1495b", "#5b6c8f", "#2e8b57", "#b8860b", "#6a4c93", "#1f8a9e", "#8a5a44");
  private static final int WIDTH = 640; // of a drawing, in its own units
  private static final int HEIGHT = 280;
  private static final int MARGIN = 48;
  private static final int CURVES =
      3; // metrics drawn; with one relevant item the others repeat them
  private static final int STEPS = 4; // of the vertical axis

  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
      h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
      .wide { overflow-x: auto }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums }
      th, td { padding: .25rem .5rem; text-align: right; border-bottom: 1px solid #ddd }
      th:first-child, td:first-child { text-align: left; white-space: nowrap }
      svg { width: 100%; max-width: 44rem; height: auto } text { font-size: 11px; fill: #555 }
      .key { display: inline-block; width: .8em; height: .8em; margin-right: .4em }
      """;

  private final EvaluationReport report;
  private final StringBuilder html = new StringBuilder();

  private EvaluationPage(EvaluationReport report) {
    this.report = report;
  }

  static String of(EvaluationReport report) {
    return new EvaluationPage(report).write();
  }

  private String write() {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
        .append("<title>Evaluation of ")
        .append(escaped(report.file()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escaped(report.file()))
        .append(
            "</h1>\n<p>%,d events, %,d tested, ".formatted(report.events(), report.ours().tested()))
        .append(escaped(report.protocol()))
        .append("</p>\n");
    figures();
    if (!report.ours().tenths().isEmpty()) {
      report.ours().lastTenth().keySet().stream().limit(CURVES).forEach(this::curves);
    }
    settings();
    return html.append("</body>\n</html>\n").toString();
  }

  private void figures() {
    html.append("<div class=\"wide\"><table>\n<tr><th>over all</th>");
    report.ours().metrics().keySet().forEach(name -> cell("th", name));
    cell("th", "µs/event");
    html.append("</tr>\n");
    int number = 0;
    for (Map.Entry<String, RankerScores> ranker : report.rankers().entrySet()) {
      html.append("<tr><td><span class=\"key\" style=\"background:")
          .append(colour(number++))
          .append("\"></span>")
          .append(escaped(ranker.getKey()))
          .append("</td>");
      ranker.getValue().metrics().values().forEach(each -> cell("td", "%.4f".formatted(each)));
      cell("td", "%.2f".formatted(ranker.getValue().microsPerEvent()));
      html.append("</tr>\n");
    }
    html.append("</table></div>\n");
  }

  private void curves(String metric) {
    double top = top(metric);
    html.append("<h2>%s by tenth of the stream</h2>\n".formatted(escaped(metric)))
        .append(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, escaped(metric)));
    for (int step = 0; step <= STEPS; step++) {
      double value = top * step / STEPS;
      html.append(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#e4e4e4\"/>"
              .formatted(MARGIN, WIDTH - 8, y(value, top)));
      label(MARGIN - 6, y(value, top) + 4, "end", "%.3f".formatted(value));
    }
    for (int tenth = 0; tenth < report.ours().tenths().size(); tenth++) {
      label(x(tenth), HEIGHT - 10, "middle", String.valueOf(tenth + 1));
    }
    int number = 0;
    for (Map.Entry<String, RankerScores> ranker : report.rankers().entrySet()) {
      curve(ranker.getKey(), ranker.getValue(), metric, top, colour(number++));
    }
    html.append("</svg>\n");
  }

  private void curve(String name, RankerScores scores, String metric, double top, String colour) {
    html.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
        .append(colour)
        .append("\" points=\"");
    for (int tenth = 0; tenth < scores.tenths().size(); tenth++) {
      double value = scores.tenths().get(tenth).getOrDefault(metric, 0.0);
      html.append("%.1f,%.1f ".formatted(x(tenth), y(value, top)));
    }
    html.append("\"><title>").append(escaped(name)).append("</title></polyline>\n");
  }

  private void label(double x, double y, String anchor, String text) {
    html.append(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor, text));
  }

  /// The largest value drawn, above 0 so that it can be divided by.
  private double top(String metric) {
    return report.rankers().values().stream()
        .flatMap(scores -> scores.tenths().stream())
        .mapToDouble(tenth -> tenth.getOrDefault(metric, 0.0))
        .reduce(1e-3, Math::max);
  }

  private double x(int tenth) {
    int last = Math.max(1, report.ours().tenths().size() - 1);
    return MARGIN + 12 + (double) tenth * (WIDTH - MARGIN - 32) / last;
  }

  private static double y(double value, double top) {
    return HEIGHT - 30 - value / top * (HEIGHT - 48);
  }

  private void settings() {
    html.append("<h2>Settings of the learner</h2>\n<table>\n");
    report
        .settings()
        .forEach(
            (name, value) -> {
              html.append("<tr>");
              cell("td", name);
              cell("td", String.valueOf(value));
              html.append("</tr>\n");
            });
    html.append("</table>\n");
  }

  private void cell(String tag, String text) {
    html.append("<%1$s>%2$s</%1$s>".formatted(tag, escaped(text)));
  }

  private static String colour(int number) {
    return COLOURS.get(number % COLOURS.size());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
