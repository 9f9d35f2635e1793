package io.millrace.app.bridge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.run.Application;
import io.millrace.app.run.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// What those ask who operate a bridge: `/health/live`, `/health/ready` and `/metrics`.
final class BridgeHttp implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  /// Who asks more often, waits.
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, BridgeHttp::thread);

  /// Listens from now on.
  ///
  /// @param notReady why the bridge is not ready; empty if it is
  /// @throws StartException if the port is taken or not allowed
  BridgeHttp(String host, int port, BridgeMetrics metrics, Supplier<Optional<String>> notReady) {
    Application.requireFreePort(host, port);
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException refused) {
      throw new StartException("cannot listen on port " + port, refused);
    }
    server.setExecutor(threads);
    server.createContext("/health/live", call -> answer(call, OK, JSON, "{\"status\":\"live\"}"));
    server.createContext("/health/ready", call -> ready(call, notReady.get()));
    server.createContext(
        "/metrics",
        call -> answer(call, OK, AppMetrics.CONTENT_TYPE, metrics.scrape(AppMetrics.CONTENT_TYPE)));
    server.start();
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().name("bridge-http").daemon().unstarted(work);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void ready(HttpExchange call, Optional<String> notReady) throws IOException {
    if (notReady.isEmpty()) {
      answer(call, OK, JSON, "{\"status\":\"ready\"}");
      return;
    }
    String reason = notReady.get().replace("\\", "\\\\").replace("\"", "\\\"");
    answer(call, UNAVAILABLE, JSON, "{\"status\":503,\"detail\":\"%s\"}".formatted(reason));
  }

  private static void answer(HttpExchange call, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (call) {
      call.getResponseHeaders().set("Content-Type", type);
      call.sendResponseHeaders(status, body.length);
      call.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
