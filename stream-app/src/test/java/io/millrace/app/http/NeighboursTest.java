package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.run.SharedBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who is like a user. The instance owns all partitions, and other tests add users of their own.
@ExtendWith({SharedBroker.class, SharedInstance.class})
class NeighboursTest {
  private final Instance instance;
  private final Client client;

  NeighboursTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void theUsersAreTheOthersWithTheirCosines() {
    List<String> users = IntStream.range(0, 6).mapToObj(i -> "near-" + i).toList();
    for (int i = 0; i < users.size(); i++) {
      instance.view(users.get(i), "near-i" + i % 2, "near-j" + i % 3);
    }
    Answer similar = client.get("/v1/users/near-0/similar?k=1000");
    assertThat(similar.keys(""))
        .isEqualTo(Set.of("userId", "users", "partitions", "compared", "servedBy", "stale"));
    assertThat(similar.text("userId")).isEqualTo("near-0");
    assertThat(similar.text("servedBy")).isEqualTo(instance.address());
    assertThat(similar.list("partitions"))
        .hasSize((int) client.get("/v1/status").number("partitions"));
    assertThat(similar.number("compared")).isGreaterThanOrEqualTo(users.size());

    Map<String, Double> scores = new HashMap<>();
    for (int i = 0; i < similar.list("users").size(); i++) {
      scores.put(similar.text("users." + i + ".userId"), similar.real("users." + i + ".score"));
      assertThat(i == 0 ? 1.1 : similar.real("users." + (i - 1) + ".score"))
          .isGreaterThanOrEqualTo(similar.real("users." + i + ".score"));
    }
    assertThat(scores).doesNotContainKey("near-0");
    for (String other : users.subList(1, users.size())) {
      assertThat(Objects.requireNonNull(scores.get(other)))
          .as(other)
          .isCloseTo(cosine(vector("near-0"), vector(other)), within(1e-5));
    }
  }

  private List<Double> vector(String userId) {
    return client.get("/v1/users/" + userId + "?vector=true").list("vector").stream()
        .map(element -> ((Number) element).doubleValue())
        .toList();
  }

  private static double cosine(List<Double> a, List<Double> b) {
    return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
  }

  private static double product(List<Double> a, List<Double> b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> a.get(i) * b.get(i)).sum();
  }

  @Test
  void whoseTasteIsTheSameIsNearest() {
    for (int round = 0; round < 10; round++) {
      instance.view("taste-a", "taste-x" + round);
      instance.view("taste-b", "taste-x" + round);
      instance.view("taste-c", "taste-y" + round);
    }
    List<String> all = client.get("/v1/users/taste-a/similar?k=1000").userIds();
    assertThat(all).contains("taste-b", "taste-c");
    assertThat(all.indexOf("taste-b")).isLessThan(all.indexOf("taste-c"));
  }

  @Test
  void pagesJoin() {
    for (String user : List.of("page-a", "page-b", "page-c", "page-d")) {
      instance.view(user, "page-i");
    }
    List<String> four = client.get("/v1/users/page-a/similar?k=3").userIds();
    assertThat(four).hasSize(3).doesNotContain("page-a");
    assertThat(client.get("/v1/users/page-a/similar?k=2&offset=1").userIds())
        .isEqualTo(four.subList(1, 3));
    assertThat(client.get("/v1/users/page-a/similar?k=1&offset=10000").userIds()).isEmpty();
  }

  @Test
  void whatListsOfItemsTakeIsRefused() {
    for (String query : List.of("category=x", "exclude=u", "includeSeen=true")) {
      assertProblem(
          client.get("/v1/users/u/similar?" + query),
          400,
          "invalid-parameter",
          query.split("=", -1)[0],
          query.split("=", -1)[1]);
    }
  }

  @Test
  void whoeverIsTurnedOffSaysSo(SharedBroker.Running broker) {
    try (Instance without = Instance.start(broker, "no-neighbours", 0)) {
      without.view("off-u", "off-i");
      Answer refused = without.client().get("/v1/users/off-u/similar");
      assertProblem(refused, 404, "not-found");
      assertThat(refused.text("detail")).contains("--similar-users 0");
    }
  }
}
