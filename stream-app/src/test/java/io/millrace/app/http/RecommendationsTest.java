package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.event.ItemDetails;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedInstance.class)
class RecommendationsTest {
  private static final int ALL = 1_000;

  private final Instance instance;
  private final Client client;

  RecommendationsTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void aStrangerGetsWhatIsTrendingAndIsTold() {
    instance.view("rec-anyone", "rec-popular");
    Answer answer = recommendations("rec-stranger", "");
    assertThat(answer.keys(""))
        .isEqualTo(
            Set.of(
                "userId", "recommendationId", "strategy", "items", "servedBy", "stale", "model"));
    assertThat(answer.text("userId")).isEqualTo("rec-stranger");
    assertThat(answer.text("strategy")).isEqualTo("trending");
    assertThat(answer.itemIds()).isEqualTo(trending());
    assertThat(UUID.fromString(answer.text("recommendationId"))).isNotNull();
    assertThat(answer.text("servedBy")).isEqualTo(instance.address());
    assertThat(answer.find("stale")).isEqualTo(false);
  }

  @Test
  void ownEventsShowAtOnce() {
    instance.view("rec-crowd", "rec-a", "rec-b");
    assertThat(recommendations("rec-own", "").text("strategy")).isEqualTo("trending");
    instance.view("rec-own", "rec-a");

    Answer personal = recommendations("rec-own", "");
    assertThat(personal.text("strategy")).isEqualTo("personal");
    assertThat(personal.itemIds()).contains("rec-b").doesNotContain("rec-a");
    assertThat(personal.number("model.offset")).isNotNegative();
    assertThat(personal.number("model.learned")).isPositive();

    instance.view("rec-own", "rec-b");
    assertThat(recommendations("rec-own", "").itemIds()).doesNotContain("rec-a", "rec-b");
  }

  @Test
  void aRequestSaysWhichTypesOfEventsTakeAnItemOut() {
    instance.view("out-crowd", "out-viewed", "out-bought", "out-carted");
    instance.view("out-u", "out-viewed");
    act("out-u", "out-bought", "purchase");
    act("out-u", "out-carted", "cart");
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf("out-u") == 3);

    assertThat(recommendations("out-u", "&leaveOut=purchase").itemIds())
        .contains("out-viewed", "out-carted")
        .doesNotContain("out-bought");
    assertThat(recommendations("out-u", "&leaveOut=purchase,cart:1h").itemIds())
        .contains("out-viewed")
        .doesNotContain("out-bought", "out-carted");
    Answer many =
        client.recommend("{\"userIds\": [\"out-u\"], \"k\": 1000, \"leaveOut\": [\"view\"]}");
    assertThat(many.list("results.0.items").toString())
        .contains("out-bought", "out-carted")
        .doesNotContain("out-viewed");
  }

  private void act(String userId, String itemId, String type) {
    client.postEvents(
        "{\"userId\": \"%s\", \"itemId\": \"%s\", \"type\": \"%s\"}"
            .formatted(userId, itemId, type));
  }

  @Test
  void rulesThatNameNoTypeOrNoTimeAreRefused() {
    assertProblem(
        client.get("/v1/users/u/recommendations?leaveOut=purchas"),
        400,
        "invalid-parameter",
        "leaveOut",
        "purchas");
    assertProblem(
        client.get("/v1/users/u/recommendations?leaveOut=cart:1"),
        400,
        "invalid-parameter",
        "leaveOut",
        "cart:1");
    assertProblem(
        client.get("/v1/users/u/recommendations?leaveOut=cart&includeSeen=true"),
        400,
        "invalid-parameter",
        "leaveOut",
        "cart");
    assertProblem(
        client.recommend("{\"items\": [\"a\"], \"leaveOut\": [\"cart\"]}"),
        400,
        "invalid-body",
        "leaveOut",
        "[\"cart\"]");
  }

  @Test
  void asManyAsAskedAreGivenWhileThereAreAny() {
    instance.view("rec-many", "rec-1", "rec-2", "rec-3", "rec-4");
    instance.view("rec-few", "rec-1", "rec-2");
    int known = trending().size();
    assertThat(recommendations("rec-few", "&includeSeen=true").itemIds())
        .hasSize(known)
        .contains("rec-1", "rec-2");
    assertThat(recommendations("rec-few", "").itemIds()).hasSize(known - 2);
    String two = "/v1/users/rec-few/recommendations?k=2";
    // Asked once: how long ago something was consumed counts, so a later answer may differ.
    List<String> best = client.get(two).itemIds();
    assertThat(best).hasSize(2);
    assertThat(client.get(two + "&exclude=" + String.join(",", best)).itemIds())
        .hasSize(Math.min(2, known - 4))
        .doesNotContainAnyElementsOf(best);
  }

  @Test
  void tenAreGivenUnlessToldOtherwise() {
    instance.view("rec-ten", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10");
    assertThat(client.get("/v1/users/rec-new/recommendations").itemIds()).hasSize(10);
  }

  @Test
  void excludedItemsAreLeftOut() {
    instance.view("rec-lister", "ex-a", "ex-b", "ex,c", "ex-ü");
    assertThat(recommendations("rec-x", "&exclude=ex-a,ex-b").itemIds())
        .contains("ex,c", "ex-ü")
        .doesNotContain("ex-a", "ex-b");
    assertThat(recommendations("rec-x", "&exclude=ex-a&exclude=ex-%C3%BC").itemIds())
        .contains("ex-b", "ex,c")
        .doesNotContain("ex-a", "ex-ü");
    assertThat(recommendations("rec-x", "&exclude=ex%2Cc").itemIds()).doesNotContain("ex,c");
    assertThat(recommendations("rec-x", "&exclude=ex,c").itemIds()).contains("ex,c");
    assertThat(recommendations("rec-x", "&exclude=never-heard-of").itemIds()).contains("ex-a");
  }

  @Test
  void aThousandIdsOfOrdinaryLengthMayBeExcluded() {
    instance.view("rec-lister", "ex-long");
    String ids = (UUID.randomUUID() + ",").repeat(999) + "ex-long";
    assertThat(recommendations("rec-x", "&exclude=" + ids).itemIds()).doesNotContain("ex-long");
  }

  @Test
  void hiddenAndExpiredItemsAreServedNowhere() {
    instance.list("hide-hidden", details("Hidden", true, null));
    instance.list("hide-expired", details("Expired", false, 1_000L));
    instance.list("hide-later", details("Later", false, 253_402_300_799_999L));
    String[] all = {"hide-hidden", "hide-expired", "hide-later", "hide-unlisted"};
    instance.view("hide-u", all);

    List<List<String>> answers =
        List.of(
            trending(),
            recommendations("hide-stranger", "").itemIds(),
            recommendations("hide-u", "&includeSeen=true").itemIds(),
            client.get("/v1/items/hide-unlisted/similar?k=1000").itemIds());
    assertThat(answers)
        .allSatisfy(
            ids ->
                assertThat(ids)
                    .contains("hide-later")
                    .doesNotContain("hide-hidden", "hide-expired"));
    assertThat(trending()).contains("hide-unlisted");
    assertThat(client.get("/v1/items/hide-hidden").find("hidden")).isEqualTo(true);
  }

  @Test
  void whatTheCatalogueKnowsIsShown() {
    instance.list("show-listed", ItemDetails.of("Große Reise", List.of("Travel", "Long")));
    instance.view("show-u", "show-listed", "show-unlisted");
    Answer answer = recommendations("show-stranger", "");
    int listed = answer.itemIds().indexOf("show-listed");
    assertThat(answer.text("items." + listed + ".title")).isEqualTo("Große Reise");
    assertThat(answer.list("items." + listed + ".categories")).isEqualTo(List.of("Travel", "Long"));
    assertThat(answer.real("items." + listed + ".score")).isPositive();
    int unlisted = answer.itemIds().indexOf("show-unlisted");
    assertThat(answer.keys("items." + unlisted)).isEqualTo(Set.of("itemId", "score"));
  }

  private static ItemDetails details(String title, boolean hidden, @Nullable Long expiresAtMillis) {
    return new ItemDetails(title, List.of(), List.of(), null, hidden, expiresAtMillis, Map.of());
  }

  private Answer recommendations(String userId, String more) {
    return client.get("/v1/users/" + userId + "/recommendations?k=" + ALL + more);
  }

  private List<String> trending() {
    return client.get("/v1/boards/trending?k=" + ALL).itemIds();
  }
}
