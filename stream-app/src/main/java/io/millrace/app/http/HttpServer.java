package io.millrace.app.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.millrace.app.metrics.AppMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a table of endpoints on virtual threads. Every failure is told as problem details.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_CONNECTIONS = 10_000;
  private static final int MAX_CONCURRENT_REQUESTS = 1_000;

  private final AppMetrics metrics;
  private final WebServer server;
  private volatile List<Endpoint> endpoints;
  private volatile boolean open;

  /// Listens at once, so that health can be asked while the instance starts.
  ///
  /// @param host to listen on
  /// @param port to listen on, 0 for any free one
  /// @param operations endpoints that work from the first moment
  HttpServer(String host, int port, AppMetrics metrics, List<Endpoint> operations) {
    this.metrics = metrics;
    this.endpoints = operations;
    this.server =
        WebServer.builder()
            .host(host)
            .port(port)
            .maxTcpConnections(MAX_CONNECTIONS)
            .maxConcurrentRequests(MAX_CONCURRENT_REQUESTS)
            .shutdownHook(false)
            .directHandlers(HttpServer::tellAsProblems)
            .routing(routing -> routing.any(this::serve))
            .build()
            .start();
  }

  int port() {
    return server.port();
  }

  /// Adds the endpoints that answer from the model, once there is one.
  void open(List<Endpoint> more) {
    var all = new ArrayList<>(endpoints);
    all.addAll(more);
    endpoints = List.copyOf(all);
    open = true;
  }

  private void serve(ServerRequest request, ServerResponse response) {
    long startNanos = System.nanoTime();
    List<String> segments = Endpoint.segments(request.path().absolute().rawPath());
    List<Endpoint> onPath =
        endpoints.stream().filter(endpoint -> endpoint.matches(segments)).toList();
    Reply reply = reply(request, segments, onPath);
    response.status(reply.status());
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.contentType()));
    reply.headers().forEach(response::header);
    response.send(reply.body());
    String name = onPath.isEmpty() ? "none" : onPath.getFirst().pattern();
    metrics
        .requests(name, reply.status())
        .record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  private Reply reply(ServerRequest request, List<String> segments, List<Endpoint> onPath) {
    String method = request.prologue().method().text();
    try {
      if (onPath.isEmpty() && !open) {
        throw Problem.of(Problem.Kind.UNAVAILABLE, "this instance is starting");
      }
      if (onPath.isEmpty()) {
        throw Problem.with(
            Problem.Kind.NOT_FOUND,
            "path",
            "/" + String.join("/", segments),
            "is no endpoint of this server");
      }
      for (Endpoint endpoint : onPath) {
        if (endpoint.method().equals(method)) {
          var query = new QueryParameters(request.query().rawValue(), endpoint.parameters());
          return endpoint.handler().handle(new Call(endpoint, segments, query, request));
        }
      }
      String allowed = String.join(", ", onPath.stream().map(Endpoint::method).distinct().toList());
      return Reply.problem(
              Problem.with(
                  Problem.Kind.METHOD_NOT_ALLOWED,
                  "method",
                  method,
                  "is not allowed here: use " + allowed))
          .withHeader("Allow", allowed);
    } catch (Problem problem) {
      return Reply.problem(problem);
    } catch (RuntimeException failure) {
      LOG.error("{} {} failed", method, request.path().rawPath(), failure);
      return Reply.problem(
          Problem.of(
              Problem.Kind.INTERNAL, "the request failed; the log of this instance says why"));
    }
  }

  /// Faults that the server finds before any endpoint is asked.
  private static void tellAsProblems(DirectHandlers.Builder handlers) {
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) -> {
            Problem.Kind kind =
                switch (status.code()) {
                  case 404 -> Problem.Kind.NOT_FOUND;
                  case 413 -> Problem.Kind.PAYLOAD_TOO_LARGE;
                  case 503 -> Problem.Kind.UNAVAILABLE;
                  default ->
                      status.code() >= 500 ? Problem.Kind.INTERNAL : Problem.Kind.BAD_REQUEST;
                };
            Reply reply = Reply.problem(Problem.of(kind, message));
            return DirectHandler.TransportResponse.builder()
                .status(Status.create(reply.status()))
                .headers(headers)
                .header(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.contentType()))
                .entity(reply.body())
                .build();
          });
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
