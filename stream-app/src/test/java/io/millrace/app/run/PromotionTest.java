package io.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Instances that go over to another model while they are asked all the time.
@ExtendWith(SharedBroker.class)
class PromotionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> USERS =
      IntStream.range(0, 20).mapToObj(user -> "user" + user).toList();
  private static final int RANK = 4;

  private final SharedBroker.Running broker;

  PromotionTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  /// Asks instances for users in turn, until it is closed, and keeps what is no answer.
  private static final class Reader implements AutoCloseable {
    final Queue<String> failures = new ConcurrentLinkedQueue<>();
    final AtomicLong answers = new AtomicLong();
    private final List<Application> asked;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
    private volatile boolean closed;

    Reader(Application... asked) {
      this.asked = List.of(asked);
      thread.start();
    }

    private void run() {
      for (int i = 0; !closed; i++) {
        Application instance = asked.get(i % asked.size());
        String path = "/v1/users/" + USERS.get(i / 2 % USERS.size()) + "/recommendations?k=3";
        HttpResponse<String> answer = get(instance, path);
        if (answer.statusCode() == 200 && answer.body().contains("\"personal\"")) {
          answers.incrementAndGet();
        } else {
          failures.add(answer.statusCode() + " " + answer.body());
        }
      }
    }

    void awaitMore() {
      long before = answers.get();
      await().atMost(PATIENCE).until(() -> answers.get() > before + 100);
    }

    @Override
    public void close() {
      closed = true;
      await().atMost(PATIENCE).until(() -> !thread.isAlive());
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void instancesGoOverAndBackWithoutAGap() throws InterruptedException {
    try (var world = new TopicWorld(broker, "prom", 2)) {
      USERS.forEach(user -> world.view(user, "item0"));
      world.views(600);
      AppSettings settings = world.settings("prom");
      try (Application one = Application.start(settings)) {
        try (Application two = Application.start(world.another("prom", "two"))) {
          awaitKnown(one, two);
          assertRefusals(world);
          world.rebuild(settings.withLearner(settings.learner().withRank(RANK)), "prom-a");
          assertThat(status(one)).contains(served("prom")).doesNotContain("preparing");

          try (var reader = new Reader(one, two)) {
            Promotion.promote(settings, "prom-a");
            awaitModel(one, "prom-a");
            awaitModel(two, "prom-a");
            reader.awaitMore();
          }
          assertThat(status(one)).contains("\"rank\":" + RANK).doesNotContain("preparing");
          await()
              .atMost(PATIENCE)
              .until(() -> get(one, "/metrics").body().contains("millrace_users 20"));
          assertThat(get(one, "/metrics").body())
              .contains("millrace_model_served{model=\"prom-a\"} 1.0")
              .doesNotContain("millrace_model_served{model=\"prom\"}");

          post(two, "newcomer", "item1");
          await().atMost(PATIENCE).until(() -> get(one, "/v1/users/newcomer").statusCode() == 200);
          await().atMost(PATIENCE).until(() -> one.tally().learned() == 621);
        }
        try (Application fresh = Application.start(world.another("prom", "fresh"))) {
          assertThat(status(fresh)).contains(served("prom-a"), "\"rank\":" + RANK);
          awaitKnown(one, fresh);
          try (var reader = new Reader(one, fresh)) {
            Promotion.promote(settings, "prom");
            awaitModel(one, "prom");
            awaitModel(fresh, "prom");
            reader.awaitMore();
          }
          await()
              .atMost(PATIENCE)
              .until(() -> get(fresh, "/v1/users/newcomer").statusCode() == 200);
        }
      }
    }
  }

  private static void assertRefusals(TopicWorld world) throws InterruptedException {
    AppSettings settings = world.settings("prom");
    Refusals.assertRefused(() -> Promotion.promote(settings, "prom-none"))
        .contains("no model 'prom-none'", "rebuild --into prom-none");
    Models.write(
        settings,
        "prom-half",
        ModelRecord.building(settings, new long[] {1, 2}, "2026-01-01T00:00:00Z").toJson());
    Refusals.assertRefused(() -> Promotion.promote(settings, "prom-half"))
        .contains("'prom-half' is not finished");
    Models.write(settings, "prom-bad", "{}".getBytes(UTF_8));
    Refusals.assertRefused(() -> Promotion.promote(settings, "prom-bad"))
        .contains("no model 'prom-bad'");
  }

  private static void awaitKnown(Application... instances) {
    for (Application instance : instances) {
      for (String user : USERS) {
        await()
            .atMost(PATIENCE)
            .until(() -> get(instance, "/v1/users/" + user).statusCode() == 200);
      }
    }
  }

  private static void awaitModel(Application instance, String id) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(status(instance)).contains(served(id)));
  }

  private static String served(String model) {
    return "\"applicationId\":\"prom\",\"model\":\"%s\"".formatted(model);
  }

  private static String status(Application instance) {
    return get(instance, "/v1/status").body();
  }

  private static HttpResponse<String> get(Application instance, String path) {
    return send(HttpRequest.newBuilder(uri(instance, path)).build());
  }

  private static void post(Application instance, String userId, String itemId) {
    HttpResponse<String> taken =
        send(
            HttpRequest.newBuilder(uri(instance, "/v1/events"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId)))
                .build());
    assertThat(taken.statusCode()).isEqualTo(202);
  }

  private static URI uri(Application instance, String path) {
    return URI.create("http://127.0.0.1:" + instance.port() + path);
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
