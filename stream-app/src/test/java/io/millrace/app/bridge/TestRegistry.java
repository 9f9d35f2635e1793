package io.millrace.app.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A schema registry with as much of Confluent's REST interface as a bridge asks for.
final class TestRegistry implements AutoCloseable {
  private static final String TYPES = "[\"JSON\",\"PROTOBUF\",\"AVRO\"]";

  private final HttpServer server;
  private final Map<String, String> answers =
      new ConcurrentHashMap<>(Map.of("/schemas/types", TYPES));
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> logins = new CopyOnWriteArrayList<>();
  private volatile boolean away;
  private volatile int status = 200;

  TestRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A schema of Avro.
  void schema(int id, String schema) {
    answer("/schemas/ids/" + id, "{\"schema\":%s}".formatted(quoted(schema)));
  }

  void answer(String path, String json) {
    answers.put(path, json);
  }

  static String quoted(String json) {
    return '"' + json.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Whether connections end without an answer.
  void setAway(boolean isAway) {
    away = isAway;
  }

  /// Of all answers.
  void setStatus(int newStatus) {
    status = newStatus;
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      if (away) {
        return;
      }
      asked.add(call.getRequestURI().toString());
      @Nullable String login = call.getRequestHeaders().getFirst("Authorization");
      logins.add(String.valueOf(login));
      String found = answers.get(call.getRequestURI().toString());
      byte[] body = (found == null ? "{\"error_code\":40403}" : found).getBytes(UTF_8);
      call.sendResponseHeaders(found == null ? 404 : status, body.length);
      call.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
