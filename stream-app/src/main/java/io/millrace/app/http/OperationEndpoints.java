package io.millrace.app.http;

import io.millrace.app.metrics.AppMetrics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
        new Endpoint("GET", "/health/live", Set.of(), call -> health(200, "live", null)),
        new Endpoint("GET", "/health/ready", Set.of(), call -> ready()),
        new Endpoint("GET", "/v1/status", Set.of(), call -> Reply.json(200, status.get())),
        new Endpoint(
            "GET",
            "/metrics",
            Set.of(),
            call -> Reply.text(AppMetrics.CONTENT_TYPE, metrics.scrape())));
  }

  private Reply ready() {
    return notReady
        .get()
        .map(reason -> health(503, "starting", reason).withHeader("Retry-After", "1"))
        .orElseGet(() -> health(200, "ready", null));
  }

  private static Reply health(int status, String word, @Nullable String reason) {
    return Reply.json(status, new Answers.Health(word, reason));
  }
}
