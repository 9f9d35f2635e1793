package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.metrics.AppMetrics;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartingTest {
  private final Api api =
      new Api(
          "127.0.0.1",
          0,
          new AppMetrics(),
          () -> {
            throw new IllegalStateException("not asked here");
          },
          () -> Optional.of("reading the items"),
          Map.of());

  @BeforeEach
  void start() throws IOException {
    api.start();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void itLivesFromTheFirstMoment() {
    Answer live = new Client(api.port()).get("/health/live");
    assertThat(live.status()).isEqualTo(200);
    assertThat(live.text("status")).isEqualTo("live");
  }

  @Test
  void itIsNotReadyAndSaysWhatItDoes() {
    Answer ready = new Client(api.port()).get("/health/ready");
    assertUnavailable(ready);
    assertThat(ready.text("detail")).isEqualTo("reading the items");
  }

  @Test
  void everythingElseHasToWait() {
    var client = new Client(api.port());
    assertUnavailable(client.get("/v1/users/u/recommendations"));
    assertUnavailable(client.get("/v1/boards/trending"));
    assertUnavailable(client.postEvent("u", "i", "view"));
  }

  @Test
  void metricsAreThere() {
    assertThat(new Client(api.port()).get("/metrics").body()).contains("millrace_heap_max_bytes");
  }

  @Test
  void whatFailsInsideIsToldWithoutItsInside() {
    Answer broken = new Client(api.port()).get("/v1/status");
    Problems.assertProblem(broken, 500, "internal");
    assertThat(broken.body()).doesNotContain("not asked here", "Exception");
  }
}
