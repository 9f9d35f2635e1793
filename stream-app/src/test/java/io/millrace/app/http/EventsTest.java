package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedInstance.class)
class EventsTest {
  private static final String GOOD =
      """
      {"userId": "events-u", "itemId": "events-i"}""";

  private final Client client;
  private final Instance instance;

  EventsTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void oneEventIsTaken() {
    Answer taken = client.postEvents(GOOD);
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.header("Content-Type")).isEqualTo("application/json");
    assertThat(taken.find(""))
        .isEqualTo(new Answer(0, taken.headers(), "{\"accepted\":1,\"rejected\":[]}").find(""));
  }

  @Test
  void anArrayOfUpToAThousandIsTaken() {
    String thousand =
        String.join(",", Collections.nCopies(1_000, GOOD.replace("events-u", "many")));
    Answer taken = client.postEvents("[" + thousand + "]");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.number("accepted")).isEqualTo(1_000);
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf("many") == 1_000);

    assertProblem(
        client.postEvents("[" + thousand + "," + GOOD + "]"),
        400,
        "invalid-body",
        "body",
        "1001 entries");
  }

  @Test
  void eventsOfAnotherShapeAreTakenByAMappingThatTheRequestNames() {
    String shopEvents =
        """
        [{"event": "Product Viewed", "visitor": "mapped-v", "properties": {"product_id": 7}},
         {"event": "Page Viewed", "visitor": "mapped-v"},
         {"event": "Product Viewed", "user": "mapped-u", "properties": {}},
         7,
         {"event": "Order Completed", "user": "mapped-v", "properties": {"product_id": "8"}}]""";
    Answer taken = client.postJson("/v1/events?map=shop", shopEvents);
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.number("accepted")).isEqualTo(2);
    assertThat(taken.number("dropped")).isEqualTo(1);
    assertThat(taken.number("rejected.0.index")).isEqualTo(2);
    assertThat(taken.text("rejected.0.reason")).isEqualTo("missing-field");
    assertThat(taken.number("rejected.1.index")).isEqualTo(3);
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf("mapped-v") == 2);

    String dropped = "{\"event\": \"Page Viewed\", \"visitor\": \"mapped-v\"}";
    assertThat(client.postJson("/v1/events?map=shop", dropped).status()).isEqualTo(202);
    String wrong = "{\"event\": \"Product Viewed\"}";
    assertThat(client.postJson("/v1/events?map=shop", wrong).status()).isEqualTo(400);
  }

  @Test
  void aMappingThatNobodyNamedIsToldWithTheNearestOne() {
    Answer unknown = client.postJson("/v1/events?map=shopp", GOOD);
    assertProblem(unknown, 400, "invalid-parameter", "map", "shopp");
    assertThat(unknown.text("detail")).contains("nearest is 'shop'");
  }

  @Test
  void badEventsOfABatchAreToldAndTheGoodOnesTaken() {
    Answer taken =
        client.postEvents(
            """
            [{"userId": "mixed", "itemId": "i"},
             {"userId": "mixed"},
             {"userId": "mixed", "itemId": "i", "type": "stare"},
             7,
             {"userId": "mixed", "itemId": "i"}]""");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.number("accepted")).isEqualTo(2);
    assertThat(taken.list("rejected")).hasSize(3);
    assertRejected(taken, 0, 1, "missing-field", "itemId", "");
    assertRejected(taken, 1, 2, "unknown-type", "type", "stare");
    assertRejected(taken, 2, 3, "malformed", "body", "7");
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf("mixed") == 2);
  }

  @Test
  void aValueWithoutAFiniteStrengthIsRefusedAsTheTaskWouldRejectIt() {
    String play =
        """
        {"userId": "plays", "itemId": "i", "type": "play", "value": %s}""";
    Answer taken = client.postEvents("[" + play.formatted("4") + "," + play.formatted("-4") + "]");
    assertThat(taken.number("accepted")).isEqualTo(1);
    assertRejected(taken, 0, 1, "invalid-field", "value", "-4.0");
    assertThat(taken.text("rejected.0.detail")).contains("'play'", "sqrt(value)", "NaN");
  }

  private static void assertRejected(
      Answer taken, int place, int index, String reason, String field, String value) {
    String at = "rejected." + place + ".";
    assertThat(taken.number(at + "index")).isEqualTo(index);
    assertThat(taken.text(at + "reason")).isEqualTo(reason);
    assertThat(taken.text(at + "field")).isEqualTo(field);
    assertThat(taken.text(at + "value")).isEqualTo(value);
    assertThat(taken.text(at + "detail")).contains(field);
  }

  @Test
  void aBatchWithoutAGoodEventIsAProblemThatListsThemAll() {
    Answer none = client.postEvents("[{\"userId\": \"u\"}, {\"itemId\": \"i\"}]");
    assertProblem(none, 400, "invalid-body", "itemId", "");
    assertThat(none.list("rejected")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"userId\": \"u\", | body",
        "{\"userId\": \"u\", \"itemId\": \"i\"} x | body",
        "`` | body",
        "null | body",
        "\"text\" | body",
        "[] | body",
        "{} | userId",
        "{\"userId\": 7.5, \"itemId\": \"i\"} | userId",
        "{\"user_id\": \"u\", \"itemId\": \"i\"} | user_id",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"price\": 9} | price",
        "{\"userId\": \"\", \"itemId\": \"i\"} | userId",
        "{\"userId\": \"u\", \"itemId\": [\"i\"]} | itemId",
        "{\"userId\": \"u\", \"itemId\": null} | itemId",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"value\": \"9\"} | value",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"value\": NaN} | body",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"value\": 1e999} | value",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"timestamp\": \"soon\"} | timestamp",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"timestamp\": -99999999999999} | timestamp",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"timestamp\": \"9000-01-01T00:00:00Z\"} | timestamp",
        "{\"userId\": \"u\", \"itemId\": \"i\", \"type\": \"stare\"} | type",
        "{\"userId\": \"\\ud800\", \"itemId\": \"i\"} | userId"
      })
  void whatIsNoEventNamesTheField(String json, String field) {
    Answer refused = client.postEvents(json);
    assertProblem(refused, 400, "invalid-body");
    assertThat(refused.text("field")).isEqualTo(field);
    assertThat(refused.find("value")).isNotNull();
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] latin1 = {'{', '"', (byte) 0xfc, '"', ':', '1', '}'};
    Answer refused = client.post("/v1/events", Client.JSON, BodyPublishers.ofByteArray(latin1));
    assertProblem(refused, 400, "invalid-body");
    assertThat(refused.text("field")).isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON"})
  void theMediaTypeMayHaveParametersAndAnyCase(String type) {
    assertThat(client.post("/v1/events", type, BodyPublishers.ofString(GOOD)).status())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
  void anotherMediaTypeIsNotSupported(String type) {
    assertProblem(
        client.post("/v1/events", type, BodyPublishers.ofString(GOOD)),
        415,
        "unsupported-media-type",
        "Content-Type",
        type);
  }

  @Test
  void aMediaTypeIsRequired() {
    assertProblem(
        client.send("POST", "/v1/events"), 415, "unsupported-media-type", "Content-Type", "");
  }
}
