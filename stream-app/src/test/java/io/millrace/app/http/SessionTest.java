package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.event.ItemDetails;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recommendations for someone without a name.
@ExtendWith(SharedInstance.class)
class SessionTest {
  private final Instance instance;
  private final Client client;

  SessionTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void aSessionIsAnsweredFromItsItems() {
    instance.view("session-crowd", "session-a", "session-b", "session-c");
    Answer answer =
        client.recommend(
            """
            {"items": ["session-a", "session-new", "session-b"], "k": 1000, "explain": true}""");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.keys(""))
        .isEqualTo(
            Set.of(
                "recommendationId", "strategy", "items", "unknown", "servedBy", "stale", "model"));
    assertThat(answer.text("strategy")).isEqualTo("session");
    assertThat(answer.list("unknown")).isEqualTo(List.of("session-new"));
    assertThat(answer.itemIds()).contains("session-c").doesNotContain("session-a", "session-b");
    assertThat(answer.keys("model")).isEqualTo(Set.of("learned"));
    for (int i = 0; i < answer.itemIds().size(); i++) {
      assertThat(answer.real("items." + i + ".contributions.taste")).isZero();
      for (int r = 0; r < answer.list("items." + i + ".because").size(); r++) {
        assertThat(answer.text("items." + i + ".because." + r + ".itemId"))
            .isIn("session-a", "session-b");
      }
    }
  }

  /// The newest counts most, by its place if nothing else is said, else by its time.
  @Test
  void theNewestIsTheLastUnlessTimesSayOtherwise() {
    instance.view("session-crowd", "session-a", "session-b", "session-c");
    String forwards = client.recommend(session("\"session-a\", \"session-b\"")).text("items");
    String backwards = client.recommend(session("\"session-b\", \"session-a\"")).text("items");
    assertThat(forwards).isNotEqualTo(backwards);
    // A moment ago is as good as now for all but the order; a slow machine makes more of it.
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () -> {
              long now = System.currentTimeMillis();
              String newer = entry("session-a", now + 3_600_000); // counts as now
              String older = entry("session-b", now - 1);
              assertThat(client.recommend(session(newer + ", " + older)).text("items"))
                  .isEqualTo(backwards);
            });
  }

  private static String entry(String itemId, long timeMillis) {
    return "{\"itemId\": \"" + itemId + "\", \"timestamp\": " + timeMillis + "}";
  }

  private static String session(String items) {
    return "{\"items\": [" + items + "], \"k\": 1000}";
  }

  @Test
  void optionsAreThoseOfOtherLists() {
    instance.list("session-x", ItemDetails.of("X", List.of("session-red")));
    instance.list("session-y", ItemDetails.of("Y", List.of("session-red", "session-old")));
    instance.list("session-z", ItemDetails.of("Z", List.of("session-old")));
    String start = "{\"items\": [\"session-x\"], \"category\": [\"session-red\"]";
    assertThat(client.recommend(start + "}").itemIds()).containsExactly("session-y");
    assertThat(client.recommend(start + ", \"includeSeen\": true}").itemIds())
        .containsExactlyInAnyOrder("session-x", "session-y");
    assertThat(client.recommend(start + ", \"includeSeen\": true, \"k\": 1}").itemIds()).hasSize(1);
    assertThat(client.recommend(start + ", \"exclude\": [\"session-y\"]}").itemIds()).isEmpty();
    assertThat(client.recommend(start + ", \"offset\": 1}").itemIds()).isEmpty();
    assertThat(
            client
                .recommend(start + ", \"includeSeen\": true, \"allCategories\": [\"session-old\"]}")
                .itemIds())
        .containsExactly("session-y");
  }

  @Test
  void aSessionOfNothingKnownGetsWhatIsTrending() {
    instance.view("session-crowd", "session-a");
    List<String> trending = client.get("/v1/boards/trending?k=1000").itemIds();
    for (String items : List.of("", "\"session-never\"")) {
      Answer answer = client.recommend(session(items));
      assertThat(answer.text("strategy")).isEqualTo("trending");
      assertThat(answer.itemIds()).isEqualTo(trending);
    }
  }

  @Test
  void aHundredItemsAreASession() {
    String hundred =
        IntStream.range(0, 100).mapToObj(i -> "\"session-a\"").collect(Collectors.joining(","));
    assertThat(client.recommend(session(hundred)).status()).isEqualTo(200);
    assertProblem(
        client.recommend(session(hundred + ",\"b\"")), 400, "invalid-body", "items", "101 entries");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | userIds | ``",
        "{\"items\": [\"a\"], \"userIds\": [\"u\"]} | items | [\"a\"]",
        "{\"items\": {}} | items | {}",
        "{\"items\": [1.5]} | items | 1.5",
        "{\"items\": [\"\"]} | items | ``",
        "{\"items\": [{}]} | items.itemId | ``",
        "{\"items\": [{\"itemId\": 1.5}]} | items.itemId | 1.5",
        "{\"items\": [{\"itemId\": \"a\", \"timestamp\": true}]} | items.timestamp | true",
        "{\"items\": [{\"itemId\": \"a\", \"timestamp\": \"soon\"}]} | items.timestamp | soon",
        "{\"items\": [{\"itemId\": \"a\", \"type\": \"view\"}]} | items.type | \"view\"",
        "{\"items\": [], \"k\": 0} | k | 0",
        "{\"items\": [], \"k\": \"5\"} | k | \"5\"",
        "{\"items\": [], \"k\": 1.0} | k | 1.0",
        "{\"items\": [], \"offset\": 10001} | offset | 10001",
        "{\"items\": [], \"category\": \"c\"} | category | \"c\"",
        "{\"items\": [], \"limit\": 5} | limit | 5"
      })
  void aBodyIsReadStrictly(String json, String field, String value) {
    assertProblem(client.recommend(json), 400, "invalid-body", field, value);
  }
}
