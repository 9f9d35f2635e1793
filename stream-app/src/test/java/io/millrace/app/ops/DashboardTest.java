package io.millrace.app.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.ops.PrometheusServer.Sample;
import io.millrace.app.run.Application;
import io.millrace.app.run.Growth;
import io.millrace.app.run.TestInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every query of every dashboard, asked of a real Prometheus that scrapes a running instance. A
/// metric that is renamed, or a query that is wrong, fails here and not before an empty panel.
class DashboardTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Pattern METRIC = Pattern.compile("\\bmillrace_\\w+");

  /// So few that some are soon let go.
  private static final int MAX_ITEMS = 20;

  private static final int MAX_USERS = 20;

  @TempDir private static Path folder;

  private static final Deque<AutoCloseable> CLOSERS = new ArrayDeque<>();
  private static Traffic traffic;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path program = Tools.require("prometheus");
    var cluster = new TestInstance(folder, new Growth(MAX_ITEMS, 0, MAX_USERS, 0));
    CLOSERS.push(cluster);
    Application instance = cluster.start();
    CLOSERS.push(instance);
    traffic = new Traffic("http://127.0.0.1:" + instance.port(), cluster.bootstrapServers());
    CLOSERS.push(traffic);
    prometheus = PrometheusServer.start(program, folder, instance.port());
    CLOSERS.push(prometheus);
  }

  @AfterAll
  static void stop() throws Exception {
    while (!CLOSERS.isEmpty()) {
      CLOSERS.pop().close();
    }
  }

  static Stream<Arguments> queries() {
    return Panel.all().stream()
        .flatMap(
            panel -> panel.queries().stream().map(query -> Arguments.of(panel.title(), query)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("queries")
  void theQueryReturnsData(String title, String query) {
    awaitAnswer(
        title, query, samples -> samples.stream().anyMatch(s -> Double.isFinite(s.value())));
  }

  @ParameterizedTest
  @CsvSource({
    "Events by outcome, outcome, learned",
    "Events by outcome, outcome, rejected",
    "Events by outcome, outcome, repeated",
    "Rejections by reason, reason, malformed",
    "Errors by status, status, 400",
    "Errors by status, status, 404",
    "Queries, endpoint, /v1/users/{id}/recommendations",
    "Left out, reason, malformed",
    "Users let go, reason, limit",
    "Items let go, reason, limit",
    "Instances by model, model, app",
  })
  void whatHappenedIsShown(String title, String label, String value) {
    awaitAnswer(
        title,
        lastQuery(title),
        samples ->
            samples.stream().anyMatch(s -> value.equals(s.labels().get(label)) && s.value() > 0));
  }

  @Test
  void deletedItemsAreShown() {
    String title = "What is left of items";
    awaitAnswer(title, lastQuery(title), samples -> samples.stream().anyMatch(s -> s.value() == 1));
  }

  private static String lastQuery(String title) {
    return Panel.all().stream()
        .filter(panel -> panel.title().equals(title))
        .findFirst()
        .orElseThrow()
        .queries()
        .getLast();
  }

  @Test
  void everyMetricThatADashboardNamesIsPublished() throws Exception {
    traffic.make();
    List<String> published =
        METRIC.matcher(traffic.metrics()).results().map(MatchResult::group).toList();
    for (Path dashboard : Panel.dashboards()) {
      List<String> named =
          METRIC.matcher(Files.readString(dashboard)).results().map(MatchResult::group).toList();
      assertThat(published).as(dashboard.toString()).isNotEmpty().containsAll(named);
    }
  }

  private static void awaitAnswer(String title, String query, Predicate<List<Sample>> expected) {
    String promql = filledIn(query);
    await(title + ": " + promql)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(
            () -> {
              traffic.make();
              return prometheus.query(promql);
            },
            expected);
  }

  /// Puts in what Grafana would put in, with short windows, so that the first answers come soon.
  private static String filledIn(String query) {
    String filled =
        query
            .replace("$__rate_interval", "15s")
            .replace("$window", "15s")
            .replace("$instance", ".*");
    assertThat(filled).as("a variable that the test does not know").doesNotContain("$");
    return filled;
  }
}
