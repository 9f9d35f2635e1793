package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.event.ItemDetails;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Given items in the order of a user's taste.
@ExtendWith(SharedInstance.class)
class RankTest {
  private final Instance instance;
  private final Client client;

  RankTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  private Answer rank(String userId, List<String> itemIds) {
    String ids = itemIds.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
    return rank(userId, "{\"itemIds\": " + ids + "}");
  }

  private Answer rank(String userId, String json) {
    return client.postJson("/v1/users/" + userId + "/rank", json);
  }

  @Test
  void theOrderIsThatOfRecommendations() {
    instance.view("rank-crowd", "rank-a", "rank-b", "rank-c", "rank-d", "rank-e");
    instance.view("rank-u", "rank-b", "rank-d");
    String all = "/v1/users/rank-u/recommendations?k=1000&includeSeen=true";
    // How long ago something was consumed counts, so a later answer may differ: asked again then.
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () -> {
              Answer recommended = client.get(all);
              List<String> given = recommended.itemIds().stream().sorted().toList();
              Answer ranked = rank("rank-u", given);
              assertThat(ranked.text("strategy")).isEqualTo("personal");
              assertThat(ranked.list("items")).isEqualTo(recommended.list("items"));
            });
  }

  @Test
  void theAnswerIsThatOfRecommendationsAndTheUnknownItems() {
    instance.view("rank-v", "rank-a");
    Answer ranked = rank("rank-v", List.of("rank-never", "rank-a", "rank-neither", "rank-a"));
    assertThat(ranked.status()).isEqualTo(200);
    assertThat(ranked.keys(""))
        .isEqualTo(
            Set.of(
                "userId",
                "recommendationId",
                "strategy",
                "items",
                "unknown",
                "servedBy",
                "stale",
                "model"));
    assertThat(ranked.itemIds()).containsExactly("rank-a");
    assertThat(ranked.list("unknown")).isEqualTo(List.of("rank-never", "rank-neither"));
    assertThat(rank("rank-v", List.of("rank-never")).itemIds()).isEmpty();
  }

  @Test
  void whatIsAskedByNameIsRankedWhateverItIs() {
    instance.list("rank-listed", ItemDetails.of("Never seen", List.of()));
    instance.list("rank-hidden", details("Hidden", true, null));
    instance.list("rank-expired", details("Expired", false, 1_000L));
    instance.view("rank-w", "rank-a");
    List<String> given = List.of("rank-listed", "rank-hidden", "rank-expired", "rank-a");
    assertThat(rank("rank-w", given).itemIds()).containsExactlyInAnyOrderElementsOf(given);
    assertThat(rank("rank-stranger", given).itemIds()).containsExactlyInAnyOrderElementsOf(given);
  }

  private static ItemDetails details(String title, boolean hidden, @Nullable Long expiresAtMillis) {
    return new ItemDetails(title, List.of(), List.of(), null, hidden, expiresAtMillis, Map.of());
  }

  @Test
  void forAStrangerTrendDecides() {
    instance.view("rank-x", "rank-often", "rank-often", "rank-once", "rank-often", "rank-twice");
    instance.view("rank-x", "rank-twice");
    Answer ranked = rank("rank-stranger", List.of("rank-once", "rank-twice", "rank-often"));
    assertThat(ranked.text("strategy")).isEqualTo("trending");
    assertThat(ranked.itemIds()).containsExactly("rank-often", "rank-twice", "rank-once");
  }

  @Test
  void reasonsComeOnRequest() {
    instance.view("rank-y", "rank-a", "rank-b");
    Answer ranked = rank("rank-y", "{\"itemIds\": [\"rank-b\"], \"explain\": true}");
    assertThat(ranked.find("items.0.because")).isNotNull();
    assertThat(ranked.find("items.0.contributions.taste")).isNotNull();
    assertThat(rank("rank-y", List.of("rank-b")).find("items.0.because")).isNull();
  }

  @Test
  void aThousandItemsAreRanked() {
    List<String> thousand = IntStream.range(0, 1_000).mapToObj(i -> "rank-no" + i).toList();
    assertThat(rank("rank-u", thousand).list("unknown")).hasSize(1_000);
    List<String> more = IntStream.range(0, 1_001).mapToObj(i -> "rank-no" + i).toList();
    assertProblem(rank("rank-u", more), 400, "invalid-body", "itemIds", "1001 ids");
    assertThat(rank("rank-u", Collections.nCopies(2_000, "rank-no")).list("unknown")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | itemIds | ``",
        "{\"itemIds\": null} | itemIds | ``",
        "{\"itemIds\": []} | itemIds | []",
        "{\"itemIds\": \"a\"} | itemIds | \"a\"",
        "{\"itemIds\": [7.5]} | itemIds | 7.5",
        "{\"itemIds\": [null]} | itemIds | null",
        "{\"itemIds\": [\"a\", \"\"]} | itemIds | ``",
        "{\"itemIds\": [\"a\"], \"explain\": \"true\"} | explain | \"true\"",
        "{\"itemIds\": [\"a\"], \"k\": 5} | k | 5",
        "{\"itemIds\": [\"a\"], \"itemIds\": [\"b\"]} | body | "
            + "{\"itemIds\": [\"a\"], \"itemIds\": [\"b\"]}",
        "[\"a\"] | body | [\"a\"]",
        "`` | body | ``"
      })
  void aBodyIsReadStrictly(String json, String field, String value) {
    assertProblem(rank("rank-u", json), 400, "invalid-body", field, value);
  }

  @Test
  void anotherMethodOrMediaTypeIsRefused() {
    assertProblem(client.get("/v1/users/u/rank"), 405, "method-not-allowed", "method", "GET");
    assertProblem(
        client.send("POST", "/v1/users/u/rank"), 415, "unsupported-media-type", "Content-Type", "");
  }
}
