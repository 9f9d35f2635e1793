package io.millrace.app.http;

import io.millrace.app.metrics.AppMetrics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Requests of those who operate an instance.
final class OperationEndpoints {
  private final AppMetrics metrics;
  private final Supplier<Answers.Status> status;
  private final Supplier<Optional<String>> notReady;

  /// @param status of the instance
  /// @param notReady why the instance is not ready; empty if it is
  OperationEndpoints(
      AppMetrics metrics, Supplier<Answers.Status> status, Supplier<Optional<String>> notReady) {
    this.metrics = metrics;
    this.status = status;
    this.notReady = notReady;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint("GET", "/health/live", Set.of(), call -> health("live")),
        new Endpoint("GET", "/health/ready", Set.of(), call -> ready()),
        new Endpoint("GET", Api.STATUS, Set.of(), call -> Reply.json(200, status.get())),
        new Endpoint(
            "GET",
            "/metrics",
            Set.of(),
            call -> Reply.text(AppMetrics.CONTENT_TYPE, metrics.scrape())));
  }

  private Reply ready() {
    return notReady
        .get()
        .map(reason -> Reply.problem(Problem.of(Problem.Kind.UNAVAILABLE, reason)))
        .orElseGet(() -> health("ready"));
  }

  private static Reply health(String word) {
    return Reply.json(200, new Answers.Health(word));
  }
}
