package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedInstance.class)
class OperationsTest {
  private static final Pattern METRIC =
      Pattern.compile(
          "# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+"
              + "|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-zA-Z_]+=\"[^\"]*\"(,[a-zA-Z_]+=\"[^\"]*\")*,?})?"
              + " (NaN|[+-]Inf|-?[0-9.]+([eE][+-]?[0-9]+)?)");

  private final Instance instance;
  private final Client client;

  OperationsTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void itLivesAndIsReady() {
    assertThat(client.get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    Answer ready = client.get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.text("status")).isEqualTo("ready");
  }

  @Test
  void statusTellsWhereItStands() {
    instance.view("status-u", "status-i");
    Answer status = client.get("/v1/status");
    Set<Object> keys = new HashSet<>(status.keys(""));
    keys.remove("catchUpSeconds"); // left out while the lag grows, as it may here for a moment
    assertThat(keys)
        .isEqualTo(
            Set.of(
                "version",
                "applicationId",
                "model",
                "servedBy",
                "state",
                "ready",
                "partitions",
                "active",
                "copies",
                "users",
                "items",
                "learned",
                "rejected",
                "repeated",
                "undone",
                "erased",
                "merged",
                "lag",
                "quality",
                "rank",
                "kernels",
                "heapUsedBytes",
                "heapMaxBytes"));
    assertThat(status.text("applicationId")).isEqualTo("shared");
    assertThat(status.text("servedBy")).isEqualTo(instance.address());
    assertThat(status.text("state")).isEqualTo("RUNNING");
    assertThat(status.find("ready")).isEqualTo(true);
    assertThat(status.number("partitions")).isEqualTo(Topics.DEFAULT_PARTITIONS);
    assertThat(status.number("learned")).isPositive();
    assertThat(status.number("users")).isPositive();
    assertThat(status.number("items")).isPositive();
    assertThat(status.number("rank")).isEqualTo(instance.settings().learner().rank());
  }

  @Test
  void nothingIsLeftToDoAtRest() {
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () -> {
              Answer status = client.get("/v1/status");
              assertThat(status.number("lag")).isZero();
              assertThat(status.list("active")).hasSize(Topics.DEFAULT_PARTITIONS);
              assertThat(offsets(status)).allSatisfy(offset -> assertThat(offset).isNotNegative());
            });
  }

  /// Offsets of the last handled events, of the partitions that have any.
  private static List<Long> offsets(Answer status) {
    return IntStream.range(0, status.list("active").size())
        .mapToObj(i -> "active." + i + ".offset")
        .filter(path -> status.find(path) != null)
        .map(status::number)
        .toList();
  }

  @Test
  void metricsAreInPrometheusFormat() {
    instance.view("metrics-u", "metrics-i");
    Answer metrics = client.get("/metrics");
    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.header("Content-Type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches(METRIC));
    assertThat(metrics.body())
        .contains(
            "millrace_events_total{outcome=\"learned\"",
            "millrace_users",
            "millrace_input_lag_events",
            "millrace_http_request_seconds_count{endpoint=\"/v1/events\"}",
            "millrace_http_responses_total{endpoint=\"/v1/events\",status=\"202\"}");
  }

  @Test
  void aPathMayEndWithASlashUnlessAnIdIsMissing() {
    assertThat(client.get("/v1/status/").status()).isEqualTo(200);
    assertThat(client.get("/v1/boards/trending/?k=1").status()).isEqualTo(200);
    assertProblem(client.get("/v1/users/"), 400, "invalid-parameter", "userId", "");
    assertThat(client.get("/v1/status//").status()).isEqualTo(404);
  }

  @Test
  void whereTheIdIsMissingThePathThatIsMeantIsTold() {
    Answer merge = client.postJson("/v1/users/merge", "{\"from\": \"v\"}");
    assertProblem(merge, 404, "not-found", "path", "/v1/users/merge");
    assertThat(merge.text("detail")).contains("that is POST /v1/users/{id}/merge");
    assertThat(client.postJson("/v1/users/rank", "{}").text("detail"))
        .contains("that is POST /v1/users/{id}/rank");
  }

  @Test
  void anIdThatIsTheNameOfAListOrAnActionIsAnIdLikeAnyOther() {
    assertThat(client.get("/v1/items/trending").text("detail"))
        .contains("the list of trending items is /v1/boards/trending");
    instance.view("merge", "trending", "similar");
    assertThat(client.get("/v1/items/trending").number("events")).isEqualTo(1);
    assertThat(client.get("/v1/items/similar").number("events")).isEqualTo(1);
    assertThat(client.get("/v1/users/merge").number("events")).isEqualTo(2);
  }
}
