package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.ItemDetails;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is told of users and of items.
@ExtendWith(SharedInstance.class)
class StateTest {
  private final Instance instance;
  private final Client client;

  StateTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void aUserHasCountsAndRecentItemsNewestFirst() {
    instance.list("state-titled", ItemDetails.of("Titled", List.of()));
    instance.view("state-u", "state-a", "state-titled", "state-a", "state-c");
    Answer user = client.get("/v1/users/state-u");
    assertThat(user.keys(""))
        .isEqualTo(Set.of("userId", "events", "consumed", "recent", "servedBy", "stale"));
    assertThat(user.text("userId")).isEqualTo("state-u");
    assertThat(user.number("events")).isEqualTo(4);
    assertThat(user.number("consumed")).isEqualTo(3);
    assertThat(user.text("recent.0.itemId")).isEqualTo("state-c");
    assertThat(user.text("recent.2.itemId")).isEqualTo("state-titled");
    assertThat(user.text("recent.2.title")).isEqualTo("Titled");
    assertThat(user.number("recent.0.timestamp"))
        .isBetween(user.number("recent.1.timestamp"), System.currentTimeMillis());
    assertThat(user.text("servedBy")).isEqualTo(instance.address());
  }

  @Test
  void vectorsAreShownOnRequest() {
    instance.view("state-v", "state-vi");
    int rank = instance.settings().learner().rank();
    assertThat(client.get("/v1/users/state-v?vector=true").list("vector")).hasSize(rank);
    assertThat(client.get("/v1/items/state-vi?vector=true").list("vector")).hasSize(rank);
    assertThat(client.get("/v1/users/state-v?vector=false").find("vector")).isNull();
    assertThat(client.get("/v1/items/state-vi").find("vector")).isNull();
  }

  @Test
  void whoAndWhatIsUnknownIsNotFound() {
    assertProblem(client.get("/v1/users/nobody"), 404, "not-found", "userId", "nobody");
    assertProblem(client.get("/v1/users/nobody/similar"), 404, "not-found", "userId", "nobody");
    assertProblem(client.get("/v1/items/nothing"), 404, "not-found", "itemId", "nothing");
    assertProblem(client.get("/v1/items/nothing/similar"), 404, "not-found", "itemId", "nothing");
  }

  @Test
  void anItemHasItsDetailsAndCounts() {
    instance.list(
        "state-i",
        new ItemDetails(
            "Title",
            List.of("C"),
            List.of("t"),
            null,
            false,
            253_402_300_799_999L,
            Map.of(
                "colour", new Attribute.Text("red"),
                "price", new Attribute.Numeral("12.50"),
                "huge", new Attribute.Numeral("1e999999999"),
                "sizes", new Attribute.Texts(List.of("S", "M")),
                "inStock", new Attribute.Flag(true))));
    instance.view("state-w", "state-i", "state-i");
    Answer item = client.get("/v1/items/state-i");
    assertThat(item.keys(""))
        .isEqualTo(
            Set.of(
                "itemId",
                "title",
                "categories",
                "tags",
                "hidden",
                "expiresAt",
                "attributes",
                "events",
                "trend",
                "bias",
                "servedBy"));
    assertThat(item.text("title")).isEqualTo("Title");
    assertThat(item.list("categories")).isEqualTo(List.of("C"));
    assertThat(item.list("tags")).isEqualTo(List.of("t"));
    assertThat(item.find("hidden")).isEqualTo(false);
    assertThat(item.number("expiresAt")).isEqualTo(253_402_300_799_999L);
    assertThat(item.body())
        .contains(
            "\"attributes\":{\"colour\":\"red\",\"huge\":1e999999999,\"inStock\":true,"
                + "\"price\":12.50,\"sizes\":[\"S\",\"M\"]}");
    assertThat(item.number("events")).isEqualTo(2);
    assertThat(item.real("trend")).isBetween(1.9, 2.0);
  }

  @Test
  void aListTellsWhatIsAskedOfEachItem() {
    instance.list(
        "fields-i",
        new ItemDetails(
            "Title",
            List.of("C"),
            List.of("t"),
            1_000L,
            false,
            253_402_300_799_999L,
            Map.of("price", new Attribute.Numeral("5"), "brand", new Attribute.Text("B"))));
    instance.view("fields-w", "fields-i");
    String only = "?only=fields-i";
    assertThat(client.get("/v1/boards/trending" + only).body())
        .contains("\"title\":\"Title\",\"categories\":[\"C\"]}");
    assertThat(client.get("/v1/boards/trending" + only + "&fields=price,none").body())
        .contains("\"attributes\":{\"price\":5}}")
        .doesNotContain("title");
    assertThat(
            client
                .get("/v1/users/fields-u/recommendations" + only + "&fields=tags,expiresAt,title")
                .body())
        .contains("\"title\":\"Title\",\"tags\":[\"t\"],\"expiresAt\":253402300799999}");
    assertThat(
            client
                .postJson(
                    "/v1/users/fields-w/rank",
                    "{\"itemIds\":[\"fields-i\"],\"fields\":[\"brand\"]}")
                .body())
        .contains("\"attributes\":{\"brand\":\"B\"}}");
    String names = IntStream.range(0, 21).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
    assertProblem(
        client.get("/v1/boards/trending?fields=" + names),
        400,
        "invalid-parameter",
        "fields",
        "21 names");
  }

  @Test
  void whatIsConsumedMostLeads() {
    instance.view("trend-u", "trend-z", "trend-y", "trend-x", "trend-y", "trend-x", "trend-x");
    Answer trending = client.get("/v1/boards/trending?k=1000");
    assertThat(trending.itemIds().stream().filter(id -> id.startsWith("trend-")))
        .containsExactly("trend-x", "trend-y", "trend-z");
    assertThat(trending.text("servedBy")).isEqualTo(instance.address());
    assertThat(client.get("/v1/boards/trending?k=1").itemIds())
        .isEqualTo(trending.itemIds().subList(0, 1));
  }

  @Test
  void similarItemsDoNotIncludeTheItem() {
    instance.view("sim-u", "sim-a", "sim-b", "sim-c");
    Answer similar = client.get("/v1/items/sim-a/similar?k=1000");
    assertThat(similar.itemIds()).contains("sim-b", "sim-c").doesNotContain("sim-a");
    assertThat(similar.real("items.0.score")).isBetween(-1.000001, 1.000001);
    assertThat(client.get("/v1/items/sim-a/similar?k=2").itemIds()).hasSize(2);
  }
}
