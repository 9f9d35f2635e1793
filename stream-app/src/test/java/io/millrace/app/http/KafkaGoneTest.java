package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.run.SharedBroker;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class KafkaGoneTest {
  /// A producer gives an event up after 5 s, whatever the batch.
  private static final Duration BOUND = Duration.ofSeconds(15);

  @Test
  void eventsAreRefusedSoonAndAnswersStillGiven() throws Exception {
    try (var broker = SharedBroker.start();
        var instance = Instance.start(broker, "gone")) {
      instance.view("u", "a", "b");
      broker.broker().close();

      String event = "{\"userId\": \"u\", \"itemId\": \"a\"}";
      String batch = "[" + String.join(",", Collections.nCopies(100, event)) + "]";
      long start = System.nanoTime();
      assertUnavailable(instance.client().postEvents(batch));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);

      assertThat(instance.client().get("/v1/boards/trending").itemIds()).contains("a", "b");
      assertThat(instance.client().get("/v1/status").status()).isEqualTo(200);
    }
  }
}
