package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.metrics.AppMetrics;
import io.millrace.model.item.Readers;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server below the endpoints: requests that are no HTTP, bodies that nobody reads, the end of
/// connections.
class ProtocolTest {
  private static final String GET = "GET /ids/a HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST /bodies HTTP/1.1\r\nHost: x\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final HttpServer SERVER =
      new HttpServer(
          "127.0.0.1",
          0,
          new AppMetrics(),
          List.of(
              new Endpoint("GET", "/ids/{id}", Set.of(), ProtocolTest::id),
              new Endpoint("POST", "/bodies", Set.of(), ProtocolTest::length)));

  private static Reply id(Call call) {
    return Reply.text("text/plain", call.id("id"));
  }

  private static Reply length(Call call) {
    return Reply.text("text/plain", Integer.toString(call.jsonBody().length));
  }

  @BeforeAll
  static void start() throws IOException {
    SERVER.start();
    SERVER.add("m", List.of(), new Readers());
    SERVER.serve("m");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET /ids/a\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /ids/a HTTP/1.1\r\n\r\n",
        "GET /ids/a HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n",
        "POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
      })
  void whatIsNoHttpIsABadRequest(String request) throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      assertProblem(raw.write(request).read(), 400, "bad-request");
      assertThat(raw.isClosed()).isTrue();
    }
  }

  @Test
  void anOldVersionOfHttpIsTold() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      assertProblem(raw.write("GET /ids/a HTTP/1.0\r\n\r\n").read(), 505, "bad-request");
    }
  }

  @Test
  void aRequestLineBeyondAllBoundsIsTooLong() throws IOException {
    String target = "/ids/" + "a".repeat(100_000);
    try (var raw = new RawHttp(SERVER.port())) {
      assertProblem(
          raw.write("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").read(), 414, "bad-request");
    }
  }

  @Test
  void connectionsAreKeptUntilTheClientAsksToClose() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      assertThat(raw.write(GET).read().status()).isEqualTo(200);
      assertThat(raw.write("GET /ids/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").read())
          .satisfies(answer -> assertThat(answer.header("Connection")).isEqualTo("close"));
      assertThat(raw.isClosed()).isTrue();
    }
  }

  @Test
  void headIsGetWithoutTheBody() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      Answer head = raw.write(GET.replace("GET", "HEAD")).readHeaders();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("1");
      assertThat(raw.write(GET).read().body()).isEqualTo("a");
    }
  }

  @Test
  void optionsTellsTheMethods() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      Answer options = raw.write(GET.replace("GET", "OPTIONS")).read();
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
  }

  @Test
  void aTargetMayNameTheServer() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      assertThat(raw.write(GET.replace("/ids/a", "http://x:80/ids/a")).read().body())
          .isEqualTo("a");
      assertProblem(
          raw.write(GET.replace("/ids/a", "http://x")).read(), 404, "not-found", "path", "/");
    }
  }

  @Test
  void bytesBeyondAsciiInATargetAreRefusedAndNotReplaced() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      assertProblem(raw.write(GET.replace("/ids/a", "/ids/ü")).read(), 400, "invalid-parameter");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /nowhere HTTP/1.1\r\nHost: x\r\n",
        "POST /ids/a HTTP/1.1\r\nHost: x\r\n",
        "POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
      })
  void aBodyThatNobodyReadsIsNotTheNextRequest(String head) throws IOException {
    String body = "GET /ids/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
      assertThat(raw.read().status()).isBetween(400, 499);
      assertThat(raw.write(GET).read().body()).isEqualTo("a");
    }
  }

  @Test
  void aBodyMayComeInChunks() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(POST + JSON + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
      assertThat(raw.read().body()).isEqualTo("5");
      assertThat(raw.write(GET).read().body()).isEqualTo("a");
    }
  }

  @Test
  void chunksThatAreNoneEndTheConnection() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(POST + JSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
      assertProblem(raw.read(), 400, "bad-request");
      assertThat(raw.isClosed()).isTrue();
    }
  }

  @Test
  void aLargestBodyIsTakenAndOneByteMoreIsNot() throws IOException {
    int max = Call.MAX_BODY_BYTES;
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(POST + JSON + "Content-Length: " + max + "\r\n\r\n" + "x".repeat(max));
      assertThat(raw.read().body()).isEqualTo(Integer.toString(max));
      raw.write(POST + JSON + "Content-Length: " + (max + 1) + "\r\n\r\n" + "x".repeat(max + 1));
      assertProblem(raw.read(), 413, "payload-too-large", "body", (max + 1) + " bytes");
      assertThat(raw.write(GET).read().body()).isEqualTo("a");
    }
  }

  @Test
  void chunksThatAddUpToTooMuchAreRefused() throws IOException {
    String chunk = "80000\r\n" + "x".repeat(0x80000) + "\r\n";
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(POST + JSON + "Transfer-Encoding: chunked\r\n\r\n");
      raw.write(chunk.repeat(3) + "0\r\n\r\n");
      assertProblem(raw.read(), 413, "payload-too-large", "body", "at least 1048577 bytes");
      assertThat(raw.write(GET).read().body()).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 99999999999//, 99999999999 bytes",
    "Transfer-Encoding: chunked//7fffffff/, at least 4194305 bytes",
    "Expect: 100-continue/Content-Length: 2000000//, 2000000 bytes"
  })
  void aHugeBodyIsRefusedBeforeItComes(String rest, String size) throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(POST + JSON + rest.replace("/", "\r\n"));
      assertProblem(raw.read(), 413, "payload-too-large", "body", size);
      assertThat(raw.isClosed()).isTrue();
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleHarmsNoOther() throws IOException {
    try (var raw = new RawHttp(SERVER.port())) {
      raw.write(POST + JSON + "Content-Length: 100\r\n\r\n{");
    }
    try (var raw = new RawHttp(SERVER.port())) {
      assertThat(raw.write(GET).read().body()).isEqualTo("a");
    }
  }
}
