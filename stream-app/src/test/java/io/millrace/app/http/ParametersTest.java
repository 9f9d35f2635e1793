package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedInstance.class)
class ParametersTest {
  private static final String PARAMETER = "invalid-parameter";

  private final Instance instance;
  private final Client client;

  ParametersTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "k=many,                k,           many",
        "k=0,                   k,           0",
        "k=-1,                  k,           -1",
        "k=1001,                k,           1001",
        "k=99999999999,         k,           99999999999",
        "k=1.5,                 k,           1.5",
        "k=%2B5,                k,           +5",
        "k=%D9%A3,              k,           ٣",
        "k=,                    k,           ``",
        "k,                     k,           ``",
        "k=1&k=2,               k,           `1, 2`",
        "includeSeen=maybe,     includeSeen, maybe",
        "includeSeen=TRUE,      includeSeen, TRUE",
        "limit=5,               limit,       5",
        "K=5,                   K,           5",
        "&,                     ``,          ``",
        "exclude=,              exclude,     ``",
        "`exclude=a,,b`,        exclude,     ``",
        "exclude=%FF,           exclude,     %FF",
        "exclude=%C3%28,        exclude,     %C3%28",
        "%FF=1,                 query,       %FF"
      })
  void whatIsAskedWronglyIsNotGuessed(String query, String field, String value) {
    assertProblem(client.get("/v1/users/u/recommendations?" + query), 400, PARAMETER, field, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k=%", "k=%4", "k=%zz", "exclude=a%2", "exclude=ü"})
  void aQueryThatIsNotEncodedNamesTheParameter(String query) throws IOException {
    Answer refused = raw("/v1/users/u/recommendations?" + query);
    assertProblem(refused, 400, PARAMETER);
    assertThat(refused.text("field")).isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @Test
  void everyEndpointRefusesWhatItDoesNotKnow() {
    for (String path :
        List.of(
            "/v1/boards/trending",
            "/v1/items/i/similar",
            "/v1/items/i",
            "/v1/users/u",
            "/v1/users/u/similar",
            "/v1/status",
            "/metrics",
            "/health/live",
            "/health/ready")) {
      assertProblem(client.get(path + "?what=1"), 400, PARAMETER, "what", "1");
    }
  }

  @Test
  void aLongValueIsShortenedBetweenCharacters() {
    Answer refused =
        client.get("/v1/users/u/recommendations?k=" + Client.encode("x".repeat(99) + "😀y"));
    assertProblem(refused, 400, PARAMETER, "k", "x".repeat(99) + "...");
  }

  @Test
  void tooManyIdsAreRefused() {
    StringBuilder ids = new StringBuilder("i0");
    for (int i = 1; i <= 1_000; i++) {
      ids.append(",i").append(i);
    }
    assertProblem(
        client.get("/v1/users/u/recommendations?exclude=" + ids),
        400,
        PARAMETER,
        "exclude",
        "1001 ids");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/users/%s", "/v1/users/%s/recommendations", "/v1/items/%s/similar"})
  void idsInPathsHaveTheirRules(String path) throws IOException {
    String field = path.contains("users") ? "userId" : "itemId";
    assertProblem(client.get(path.formatted("")), 400, PARAMETER, field, "");
    assertProblem(client.get(path.formatted("%FF")), 400, PARAMETER, field, "%FF");
    assertProblem(client.get(path.formatted("%C3%28")), 400, PARAMETER, field, "%C3%28");
    assertProblem(raw(path.formatted("%zz")), 400, PARAMETER, field, "%zz");
    assertProblem(raw(path.formatted("%")), 400, PARAMETER, field, "%");
    Answer tooLong = client.get(path.formatted("x".repeat(257)));
    assertProblem(tooLong, 400, PARAMETER, field, "x".repeat(100) + "...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b ü%",
        "ö",
        "..",
        "%2F",
        "a+b",
        "a;b=c",
        "a?b#c",
        "😀",
        "trending",
        "a|b{}\"",
        "a\tb"
      })
  void anyTextMayBeAnId(String id) {
    String inJson = id.replace("\"", "\\\"").replace("\t", "\\t");
    assertThat(client.postEvent(inJson, inJson, "view").status()).isEqualTo(202);
    await().atMost(Instance.PATIENCE).until(() -> instance.eventsOf(id) == 1);
    Answer user = client.get("/v1/users/" + Client.encode(id));
    assertThat(user.text("userId")).isEqualTo(id);
    assertThat(user.text("recent.0.itemId")).isEqualTo(id);
    assertThat(client.get("/v1/users/" + Client.encode(id) + "/recommendations").text("strategy"))
        .isEqualTo("personal");
  }

  @Test
  void anIdMayHave256Bytes() {
    String longest = "ü".repeat(128);
    instance.view(longest, longest);
    assertThat(client.get("/v1/users/" + Client.encode(longest)).text("recent.0.itemId"))
        .isEqualTo(longest);
    assertThat(client.get("/v1/items/" + Client.encode(longest)).number("events")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/v1/users",
        "/v1/users/u/v",
        "/v1/users/a/b/recommendations",
        "/V1/status"
      })
  void whatIsNoEndpointIsNotFound(String path) {
    assertProblem(client.get(path), 404, "not-found", "path", path);
  }

  @Test
  void anotherMethodIsNotAllowed() {
    Answer delete = client.send("DELETE", "/v1/users/u/recommendations");
    assertProblem(delete, 405, "method-not-allowed", "method", "DELETE");
    assertThat(delete.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    Answer get = client.get("/v1/events");
    assertProblem(get, 405, "method-not-allowed", "method", "GET");
    assertThat(get.header("Allow")).isEqualTo("OPTIONS, POST");
  }

  private Answer raw(String target) throws IOException {
    try (var raw = new RawHttp(instance.application().port())) {
      return raw.write("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
    }
  }
}
