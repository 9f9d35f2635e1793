package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static io.millrace.app.http.Problems.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.http.Places.Here;
import io.millrace.app.http.Places.Place;
import io.millrace.app.http.Places.There;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.query.Recommender;
import io.millrace.app.query.UserRouter.Found;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.EventRules;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two instances that share one model and know by a user's first letter where the user is: `a` at
/// one, `b` at the other, `s` at one that is silent, `m` nowhere for the moment. A user whose name
/// ends with `?` did nothing yet.
class ManyUsersTest {
  private static final LearnerSettings SETTINGS = LearnerSettings.DEFAULT.withRank(4);
  private static final long NOW = 1_800_000_000_000L;

  private final InstanceModel model = InstanceModel.create(SETTINGS, EventRules.DEFAULT, 2);
  private final Forwarder forwarder = new Forwarder();
  private final HttpServer one = server("one", 'a');
  private final HttpServer two = server("two", 'b');
  private ServerSocket silent = new ServerSocket();
  private Client client = new Client(0);

  ManyUsersTest() throws IOException {}

  private HttpServer server(String name, char own) {
    var catalogue = new Catalogue(model, rejected -> {});
    var lists =
        new PersonalLists(model, new Recommender(model, catalogue), catalogue, name, () -> NOW);
    var endpoints =
        new ManyEndpoints(lists, (user, passedOn) -> places(user, own, passedOn), forwarder);
    return new HttpServer("127.0.0.1", 0, new AppMetrics(), endpoints.table());
  }

  private Iterator<Place> places(String userId, char own, boolean passedOn) {
    char first = userId.charAt(0);
    if (first == own) {
      Optional<UserState> state =
          userId.endsWith("?") ? Optional.empty() : Optional.of(user(userId));
      return List.<Place>of(new Here(new Found(0, state, false, null))).iterator();
    }
    return switch (passedOn ? '-' : first) {
      case 'a' -> elsewhere(one.port());
      case 'b' -> elsewhere(two.port());
      case 's' -> elsewhere(silent.getLocalPort());
      default -> Collections.emptyIterator();
    };
  }

  private static Iterator<Place> elsewhere(int port) {
    return List.<Place>of(new There(new HostInfo("127.0.0.1", port))).iterator();
  }

  /// Each user saw one item, of the same name.
  private UserState user(String userId) {
    var user = new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
    user.consume(model.matrix().intern(userId), 10);
    user.setEvents(1);
    return user;
  }

  @BeforeEach
  void start() throws IOException {
    List.of("a1", "a2", "b1", "b2", "other").forEach(model.matrix()::intern);
    one.start();
    two.start();
    silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    client = new Client(one.port());
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    two.close();
    forwarder.close();
    silent.close();
  }

  private static List<String> each(Answer answer, String list, String field) {
    return IntStream.range(0, answer.list(list).size())
        .mapToObj(i -> answer.text(list + "." + i + "." + field))
        .toList();
  }

  @Test
  void everyoneIsAnsweredInTheOrderAskedByWhoeverOwnsThem() {
    Answer answer =
        client.recommend("{\"userIds\": [\"b2\", \"a1\", \"a9?\", \"b1\", \"a2\", \"b2\"]}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(each(answer, "results", "userId")).containsExactly("b2", "a1", "a9?", "b1", "a2");
    assertThat(each(answer, "results", "servedBy"))
        .containsExactly("two", "one", "one", "two", "one");
    assertThat(each(answer, "results", "strategy"))
        .containsExactly("personal", "personal", "trending", "personal", "personal");
    assertThat(answer.list("errors")).isEmpty();
    for (int i = 0; i < 5; i++) {
      assertThat(each(answer, "results." + i + ".items", "itemId"))
          .hasSize(answer.text("results." + i + ".strategy").equals("personal") ? 4 : 5)
          .doesNotContain(answer.text("results." + i + ".userId"));
    }
  }

  @Test
  void optionsHoldForEveryoneWhereverTheyAre() {
    Answer answer =
        client.recommend(
            """
            {"userIds": ["a1", "b1"], "k": 2, "only": ["a1", "a2", "b1"], "exclude": ["a2"],
             "includeSeen": true, "explain": true}""");
    for (int i = 0; i < 2; i++) {
      assertThat(each(answer, "results." + i + ".items", "itemId"))
          .containsExactlyInAnyOrder("a1", "b1");
      assertThat(answer.find("results." + i + ".items.0.contributions.bias")).isNotNull();
    }
  }

  @Test
  void whoCannotBeAnsweredIsToldAndLeavesTheOthersAlone() {
    Answer answer = client.recommend("{\"userIds\": [\"s1\", \"a1\", \"m1\", \"b1\"]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(each(answer, "results", "userId")).containsExactly("a1", "b1");
    assertThat(each(answer, "errors", "userId")).containsExactly("s1", "m1");
    assertThat(each(answer, "errors", "type")).containsOnly("urn:millrace:problem:unavailable");
    assertThat(answer.text("errors.0.detail")).contains("127.0.0.1:" + silent.getLocalPort());
    assertThat(answer.text("errors.1.detail")).contains("m1");
  }

  @Test
  void ifNobodyCanBeAnsweredItIsAProblem() {
    assertUnavailable(client.recommend("{\"userIds\": [\"m1\", \"m2\"]}"));
    assertUnavailable(client.recommend("{\"userIds\": [\"s1\"]}"));
  }

  @Test
  void aRequestIsPassedOnOnceOnly() {
    Answer answer = client.postForwarded("/v1/recommendations", "{\"userIds\": [\"a1\", \"b1\"]}");
    assertThat(each(answer, "results", "userId")).containsExactly("a1");
    assertThat(each(answer, "errors", "userId")).containsExactly("b1");
  }

  private static String users(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"a" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void aHundredUsersMayBeAsked() {
    Answer answer = client.recommend("{\"userIds\": " + users(100) + "}");
    assertThat(answer.list("results")).hasSize(100);
    assertProblem(
        client.recommend("{\"userIds\": " + users(101) + "}"),
        400,
        "invalid-body",
        "userIds",
        "101 ids");
  }

  @Test
  void allListsTogetherHaveABound() {
    String hundred = "{\"userIds\": " + users(100);
    assertThat(client.recommend(hundred + ", \"k\": 200}").status()).isEqualTo(200);
    for (String more : List.of("\"k\": 201", "\"k\": 1, \"offset\": 200")) {
      Answer refused = client.recommend(hundred + ", " + more + "}");
      assertProblem(refused, 400, "invalid-body");
      assertThat(refused.text("field")).isEqualTo("k");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"userIds\": []} | userIds | []",
        "{\"userIds\": \"a1\"} | userIds | \"a1\"",
        "{\"userIds\": [\"a1\", 2.5]} | userIds | 2.5",
        "{\"userIds\": [\"a1\"], \"k\": 1001} | k | 1001",
        "{\"userIds\": [\"a1\"], \"includeSeen\": 1} | includeSeen | 1",
        "{\"userIds\": [\"a1\"], \"itemIds\": []} | itemIds | []"
      })
  void aBodyIsReadStrictly(String json, String field, String value) {
    assertProblem(client.recommend(json), 400, "invalid-body", field, value);
  }
}
