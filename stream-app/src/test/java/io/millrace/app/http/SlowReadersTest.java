package io.millrace.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.metrics.AppMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients that send requests and read no answers, beside one that does.
class SlowReadersTest {
  /// More than the buffers of a connection hold.
  private static final byte[] LARGE = new byte[16 * 1024 * 1024];

  private static final byte[] REQUEST =
      "GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_HANDLED = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final List<Socket> slow = new ArrayList<>();
  private HttpServer server = server(new AnswerWriter());

  private static HttpServer server(AnswerWriter writer) {
    return new HttpServer(
        "127.0.0.1",
        0,
        new AppMetrics(),
        List.of(
            new Endpoint("GET", "/large", Set.of(), call -> reply(LARGE)),
            new Endpoint(
                "GET", "/small", Set.of(), call -> reply("{}".getBytes(StandardCharsets.UTF_8)))),
        MAX_HANDLED,
        writer);
  }

  private static Reply reply(byte[] body) {
    return new Reply(200, "application/json", body, Map.of());
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket each : slow) {
      each.close();
    }
    server.close();
  }

  private void startWith(AnswerWriter writer) throws IOException {
    server.close();
    server = server(writer);
    server.start();
  }

  private Socket askAndReadNothing() throws IOException {
    var socket = new Socket();
    slow.add(socket);
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(REQUEST);
    return socket;
  }

  private int status(String path) throws IOException {
    return new Client(server.port()).get(path).status();
  }

  @Test
  void theConnectionOfWhoReadsNothingIsClosed() throws IOException {
    startWith(new AnswerWriter(Duration.ofMillis(200), Long.MAX_VALUE));
    Socket socket = askAndReadNothing();
    // Resets of a closed connection arrive only once something is sent on it.
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              try {
                socket.getOutputStream().write(REQUEST);
                return false;
              } catch (IOException reset) {
                return true;
              }
            });
    assertThat(status("/small")).isEqualTo(200);
  }

  @Test
  void whoReadsNothingTakesNobodysPlace() throws IOException {
    var writer = new AnswerWriter(TIMEOUT, Long.MAX_VALUE);
    startWith(writer);
    for (int i = 1; i <= 2 * MAX_HANDLED; i++) {
      askAndReadNothing();
      int writing = i;
      await().atMost(TIMEOUT).until(() -> writer.count() == writing);
    }
    assertThat(status("/small")).isEqualTo(200);
  }

  @Test
  void answersThatAreBeingWrittenHaveABound() throws IOException {
    startWith(new AnswerWriter(TIMEOUT, LARGE.length));
    askAndReadNothing();
    await().atMost(TIMEOUT).until(() -> status("/large") == 503);
    Problems.assertUnavailable(new Client(server.port()).get("/large"));
    assertThat(status("/small")).isEqualTo(200);
  }
}
