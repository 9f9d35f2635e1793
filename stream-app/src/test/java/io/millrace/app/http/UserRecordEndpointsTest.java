package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.SharedBroker;
import io.millrace.producer.send.Producers;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Undoing, erasing and merging on a real broker.
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserRecordEndpointsTest {
  private final SharedBroker.Running broker;
  private Instance instance;

  UserRecordEndpointsTest(SharedBroker.Running broker) {
    this.broker = broker;
    this.instance = Instance.start(broker, "forgetting");
  }

  @AfterAll
  void stop() {
    instance.close();
  }

  @Test
  void anUndoneItemIsRecommendedAgain() {
    instance.view("undo-u", "undo-a", "undo-b/c");
    Answer undone = client().send("DELETE", "/v1/users/undo-u/interactions/undo-b%2Fc");
    assertThat(undone.status()).isEqualTo(202);
    assertThat(undone.body()).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf("undo-u") == 1);
    Answer user = client().get("/v1/users/undo-u");
    assertThat(user.number("consumed")).isEqualTo(1);
    assertThat(user.text("recent.0.itemId")).isEqualTo("undo-a");
    assertThat(client().get("/v1/users/undo-u/recommendations?k=1000").itemIds())
        .contains("undo-b/c")
        .doesNotContain("undo-a");
    assertThat(client().get("/v1/items/undo-b%2Fc").number("events")).isZero();
  }

  @Test
  void anErasedUserIsUnknownAtOnceAndAfterARestart() throws Exception {
    for (String user : new String[] {"erase-u", "erase-v", "erase-w"}) {
      instance.view(user, "erase-a", "erase-b");
    }
    instance.view("erase-kept", "erase-a", "erase-b");
    assertNothingLags();
    long users = client().get("/v1/status").number("users");
    long erased = client().get("/v1/status").number("erased"); // by other tests on the broker
    long erasedRecords = erasedRecords();

    assertThat(client().send("DELETE", "/v1/users/erase-u").status()).isEqualTo(202);
    assertUnknownSoon("erase-u");
    assertThat(client().postEvents("{\"type\": \"erase\", \"userId\": \"erase-v\"}").status())
        .isEqualTo(202);
    assertUnknownSoon("erase-v");
    eraseByTopic("erase-w");
    assertUnknownSoon("erase-w");
    assertThat(client().get("/v1/status").number("users")).isEqualTo(users - 3);
    assertThat(client().get("/v1/status").number("erased")).isEqualTo(erased + 2);
    assertThat(metric("millrace_events_total{outcome=\"erased\",reason=\"\"}"))
        .isEqualTo(erased + 2);
    assertThat(erasedRecords()).isEqualTo(erasedRecords + 1);
    assertNothingLags();

    instance.close();
    instance = Instance.start(broker, "forgetting");
    assertUnknown("erase-u");
    assertUnknown("erase-v");
    assertUnknown("erase-w");
    assertThat(instance.eventsOf("erase-kept")).isEqualTo(2);
    assertThat(client().get("/v1/status").number("users")).isEqualTo(users - 3);
    instance.view("erase-u", "erase-c");
    assertThat(client().get("/v1/users/erase-u").number("consumed")).isEqualTo(1);
  }

  private long erasedRecords() {
    return metric("millrace_users_erased_records_total");
  }

  private long metric(String name) {
    return client()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  @Test
  void theSameEventPostedAgainIsCounted() {
    String event = "{\"userId\": \"again\", \"itemId\": \"i\", \"eventId\": \"e-1\"}";
    long repeated = client().get("/v1/status").number("repeated");
    client().postEvents("[" + event + "," + event + "," + event + "]");
    await()
        .atMost(Instance.PATIENCE)
        .until(() -> client().get("/v1/status").number("repeated") == repeated + 2);
    assertThat(instance.eventsOf("again")).isEqualTo(1);
  }

  @Test
  void whatAVisitorDidIsTheAccountsAfterTheMerge() {
    instance.view("merge-visitor", "merge-a", "merge-b");
    instance.view("merge-account", "merge-c");
    long merged = client().get("/v1/status").number("merged");
    Answer taken =
        client().postJson("/v1/users/merge-account/merge", "{\"from\": \"merge-visitor\"}");
    assertThat(taken.status()).isEqualTo(202);
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf("merge-account") == 3);
    await()
        .atMost(Instance.PATIENCE)
        .until(() -> client().get("/v1/users/merge-visitor").status() == 404);
    assertThat(client().get("/v1/users/merge-account").number("consumed")).isEqualTo(3);
    assertThat(client().get("/v1/users/merge-account/recommendations?k=1000").itemIds())
        .doesNotContain("merge-a", "merge-b", "merge-c");
    assertThat(client().get("/v1/status").number("merged")).isEqualTo(merged + 1);
    instance.view("merge-visitor", "merge-a"); // somebody else
    assertThat(client().get("/v1/users/merge-visitor").number("consumed")).isEqualTo(1);
  }

  @Test
  void aMergeThatNamesNoVisitorOrTheAccountItselfIsRefused() {
    assertProblem(merge("u", "{}"), 400, "invalid-body", "from", "");
    assertProblem(merge("u", "{\"from\": \"u\"}"), 400, "invalid-body", "from", "u");
    assertProblem(merge("u", "{\"form\": \"v\"}"), 400, "invalid-body", "form", "\"v\"");
    assertProblem(merge("u", "{\"from\": \"\"}"), 400, "invalid-body", "from", "");
  }

  private Answer merge(String userId, String json) {
    return client().postJson("/v1/users/" + userId + "/merge", json);
  }

  @Test
  void whatCannotBeAnIdIsRefused() {
    assertProblem(
        client().send("DELETE", "/v1/users/" + "u".repeat(257)),
        400,
        "invalid-parameter",
        "userId",
        "u".repeat(100) + "...");
    assertProblem(
        client().send("DELETE", "/v1/users/u/interactions/"),
        400,
        "invalid-parameter",
        "itemId",
        "");
    assertProblem(
        client().send("DELETE", "/v1/users/u?force=true"),
        400,
        "invalid-parameter",
        "force",
        "true");
    assertProblem(
        client().postEvents("{\"type\": \"undo\", \"userId\": \"u\"}"),
        400,
        "invalid-body",
        "itemId",
        "");
    Answer get = client().get("/v1/users/u/interactions/i");
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.header("Allow")).isEqualTo("DELETE, OPTIONS");
    assertThat(client().send("OPTIONS", "/v1/users/u").header("Allow"))
        .isEqualTo("DELETE, GET, HEAD, OPTIONS");
  }

  private Client client() {
    return instance.client();
  }

  private void eraseByTopic(String userId) throws ExecutionException, InterruptedException {
    try (var producer = Producers.create(broker.bootstrapServers(), Map.of())) {
      producer
          .send(new ProducerRecord<>(instance.settings().usersTopic(), bytes(userId), null))
          .get();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private void assertUnknownSoon(String userId) {
    await().atMost(Instance.PATIENCE).untilAsserted(() -> assertUnknown(userId));
  }

  private void assertUnknown(String userId) {
    assertProblem(client().get("/v1/users/" + userId), 404, "not-found", "userId", userId);
    assertThat(client().get("/v1/users/" + userId + "/recommendations").text("strategy"))
        .isEqualTo("trending");
    assertThat(client().get("/v1/users/erase-kept/similar?k=1000").userIds())
        .doesNotContain(userId);
  }

  private void assertNothingLags() {
    await().atMost(Instance.PATIENCE).until(() -> client().get("/v1/status").number("lag") == 0);
    assertThat(client().get("/v1/status").list("active")).hasSize(4);
  }
}
