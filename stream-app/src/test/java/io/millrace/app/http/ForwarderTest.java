package io.millrace.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.metrics.AppMetrics;
import io.millrace.model.item.Readers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// A front that passes everything on to an owner, which tells what it got.
class ForwarderTest {
  private static final String TARGET = "/v1/users/{id}/recommendations";

  private final Forwarder forwarder = new Forwarder();
  private HttpServer owner = server("127.0.0.1", ForwarderTest::tell);
  private HostInfo ownerAddress = new HostInfo("127.0.0.1", 1);
  private final HttpServer front = server("127.0.0.1", this::pass);

  private static HttpServer server(String host, Endpoint.Handler handler) {
    return server(host, 0, handler);
  }

  private static HttpServer server(String host, int port, Endpoint.Handler handler) {
    return new HttpServer(
        host,
        port,
        new AppMetrics(),
        List.of(
            new Endpoint("GET", TARGET, Set.of("k", "exclude"), handler),
            new Endpoint("POST", "/v1/users/{id}/rank", Set.of(), handler)));
  }

  private Reply pass(Call call) {
    boolean hasBody = call.endpoint().method().equals("POST");
    byte[] json = hasBody ? call.jsonBody() : new byte[0];
    return forwarder
        .forward(call, json, ownerAddress, Forwarder.Patience.SHORT)
        .orElseThrow(() -> Problem.of(Problem.Kind.UNAVAILABLE, "no answer"));
  }

  private static Reply tell(Call call) {
    if (call.endpoint().method().equals("POST")) {
      String json = new String(call.jsonBody(), UTF_8);
      return Reply.json(200, new Answers.Health(json + " " + call.wasForwarded()));
    }
    return Reply.json(
        call.id("userId").equals("gone") ? 404 : 200,
        new Answers.Health(
            call.id("userId") + " " + call.query().ids("exclude") + " " + call.wasForwarded()));
  }

  private void start(String host) throws IOException {
    owner = server(host, ForwarderTest::tell);
    owner.start();
    front.start();
    ownerAddress = new HostInfo(host, owner.port());
  }

  @AfterEach
  void stop() {
    front.close();
    owner.close();
    forwarder.close();
  }

  @Test
  void aRequestArrivesAsItWasSentAndMarked() throws IOException {
    start("127.0.0.1");
    var client = new Client(front.port());
    assertThat(
            client.get("/v1/users/a%2Fb%20%C3%BC/recommendations?exclude=x%2Cy,z").text("status"))
        .isEqualTo("a/b ü [x,y, z] true");
    assertThat(new Client(owner.port()).get("/v1/users/a/recommendations?k=1").text("status"))
        .isEqualTo("a [] false");
  }

  @Test
  void aRequestThatIsPassedOnIsAnsweredFromItsModelOrNotAtAll() throws IOException {
    start("127.0.0.1");
    for (String model : List.of("old", "new")) {
      owner.add(
          model,
          List.of(
              new Endpoint(
                  "GET", "/model", Set.of(), call -> Reply.json(200, new Answers.Health(model)))),
          new Readers());
    }
    owner.serve("new");
    assertThat(new Client(owner.port()).get("/model").text("status")).isEqualTo("new");
    assertThat(answerFrom("new")).contains("new");
    assertThat(answerFrom("old")).contains("old");
    assertThat(answerFrom("")).contains("new");
    assertThat(answerFrom("unheard-of")).isEmpty();
    owner.remove("old");
    assertThat(answerFrom("old")).isEmpty();
    assertThat(answerFrom("new")).contains("new");
  }

  private Optional<String> answerFrom(String model) {
    return forwarder
        .of(model)
        .send("GET", "/model", new byte[0], ownerAddress, Forwarder.Patience.LONG)
        .await()
        .map(reply -> reply.document(Answers.Health.class).status());
  }

  @Test
  void aBodyIsPassedOn() throws IOException {
    start("127.0.0.1");
    String json = "{\"itemIds\": [\"ü\"]}";
    Answer answer = new Client(front.port()).postJson("/v1/users/u/rank", json);
    assertThat(answer.text("status")).isEqualTo(json + " true");
  }

  @Test
  void theOwnersAnswerIsPassedBackWhateverItIs() throws IOException {
    start("127.0.0.1");
    Answer answer = new Client(front.port()).get("/v1/users/gone/recommendations");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void charactersThatHaveNoPlaceInAUriArePassedOn() throws IOException {
    start("127.0.0.1");
    try (var raw = new RawHttp(front.port())) {
      raw.write("GET /v1/users/a|{b}\"^/recommendations?exclude=[x] HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(raw.read().text("status")).isEqualTo("a|{b}\"^ [[x]] true");
    }
  }

  @Test
  void anOwnerMayHaveAnIpv6Address() throws IOException {
    Assumptions.assumeTrue(hasIpv6Loopback(), "this machine has no IPv6");
    start("::1");
    assertThat(new Client(front.port()).get("/v1/users/u/recommendations").status()).isEqualTo(200);
  }

  @Test
  void anOwnerThatIsGoneIsUnavailable() throws IOException {
    start("127.0.0.1");
    owner.close();
    Problems.assertUnavailable(new Client(front.port()).get("/v1/users/u/recommendations"));
  }

  @Test
  void anOwnerThatIsSilentIsUnavailable() throws IOException {
    start("127.0.0.1");
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ownerAddress = new HostInfo("127.0.0.1", silent.getLocalPort());
      Problems.assertUnavailable(new Client(front.port()).get("/v1/users/u/recommendations"));
    }
  }

  @Test
  void anOwnerThatIsStartedAgainIsAskedAgain() throws IOException {
    start("127.0.0.1");
    var client = new Client(front.port());
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/v1/users/u/recommendations").status()).isEqualTo(200);
      owner.close();
      owner = server("127.0.0.1", ownerAddress.port(), ForwarderTest::tell);
      owner.start();
    }
  }

  private static boolean hasIpv6Loopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address.isLoopbackAddress() && address.getAddress().length == 16);
  }
}
