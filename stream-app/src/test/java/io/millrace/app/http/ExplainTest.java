package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.ItemDetails;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Why an item is in an answer.
@ExtendWith(SharedInstance.class)
class ExplainTest {
  private final Instance instance;
  private final Client client;

  ExplainTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  private Answer recommendations(String userId, String more) {
    return client.get("/v1/users/" + userId + "/recommendations?k=1000" + more);
  }

  @Test
  void contributionsAddUpToTheScore() {
    instance.view("why-crowd", "why-a", "why-b", "why-c");
    instance.view("why-u", "why-a", "why-b");
    Answer answer = recommendations("why-u", "&explain=true&includeSeen=true");
    assertThat(answer.itemIds()).contains("why-a", "why-b", "why-c");
    for (int i = 0; i < answer.itemIds().size(); i++) {
      String at = "items." + i + ".contributions.";
      double sum =
          answer.real(at + "taste") + answer.real(at + "recent") + answer.real(at + "bias");
      double magnitudes =
          Math.abs(answer.real(at + "taste"))
              + Math.abs(answer.real(at + "recent"))
              + Math.abs(answer.real(at + "bias"));
      // A hundred roundings of floats, of terms up to ten times as large as what is shown of them.
      assertThat(answer.real("items." + i + ".score"))
          .as(answer.body())
          .isCloseTo(sum, within(100 * 10 * 0x1p-24 * (magnitudes + 1)));
    }
  }

  @Test
  void reasonsAreTheUsersRecentItemsStrongestFirst() {
    instance.list("why-film", ItemDetails.of("The Film", List.of()));
    for (int user = 0; user < 20; user++) {
      instance.view("why-fan" + user, "why-film", "why-sequel");
    }
    instance.view("why-new", "why-film", "why-other", "why-4", "why-5", "why-film");
    Answer answer = recommendations("why-new", "&explain=true");
    int sequel = answer.itemIds().indexOf("why-sequel");
    assertThat(answer.text("items." + sequel + ".because.0.itemId")).isEqualTo("why-film");
    assertThat(answer.text("items." + sequel + ".because.0.title")).isEqualTo("The Film");
    for (int i = 0; i < answer.itemIds().size(); i++) {
      List<String> reasons = new ArrayList<>();
      double last = Double.POSITIVE_INFINITY;
      for (int r = 0; r < answer.list("items." + i + ".because").size(); r++) {
        String at = "items." + i + ".because." + r + ".";
        reasons.add(answer.text(at + "itemId"));
        assertThat(answer.real(at + "contribution")).isPositive().isLessThanOrEqualTo(last);
        last = answer.real(at + "contribution");
      }
      assertThat(reasons)
          .doesNotHaveDuplicates()
          .hasSizeLessThanOrEqualTo(3)
          .isSubsetOf("why-film", "why-other", "why-4", "why-5");
    }
  }

  @Test
  void onlyWhoAsksIsTold() {
    instance.view("why-v", "why-a");
    assertUnexplained(recommendations("why-v", "&includeSeen=true"));
    assertProblem(recommendations("why-v", "&explain=1"), 400, "invalid-parameter", "explain", "1");
  }

  @Test
  void aStrangersListHasNoReasons() {
    instance.view("why-v", "why-a");
    Answer answer = recommendations("why-stranger", "&explain=true");
    assertThat(answer.text("strategy")).isEqualTo("trending");
    assertUnexplained(answer);
  }

  private static void assertUnexplained(Answer answer) {
    assertThat(answer.find("items.0.itemId")).isNotNull();
    assertThat(answer.find("items.0.because")).isNull();
    assertThat(answer.find("items.0.contributions")).isNull();
  }
}
