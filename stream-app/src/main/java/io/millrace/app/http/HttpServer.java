package io.millrace.app.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.model.item.Readers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a table of endpoints on virtual threads. Every failure is told as problem details.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_CONNECTIONS = 10_000;

  /// Requests that are being handled. Those whose answers are being written are not among them.
  private static final int MAX_CONCURRENT_REQUESTS = 1_000;

  /// For requests that are being answered when the server stops.
  private static final Duration GRACE_PERIOD = Duration.ofSeconds(2);

  /// Longest request line: room for a list of a thousand ids to leave out.
  private static final int MAX_REQUEST_LINE_BYTES = 64 * 1024;

  private final AppMetrics metrics;
  private final WebServer server;
  private final Semaphore handling;
  private final AnswerWriter writer;
  private final List<Endpoint> operations;
  private final Map<String, Served> models = new ConcurrentHashMap<>(); // by id
  private volatile Served current;
  private volatile boolean endsConnections;

  /// What answers requests.
  ///
  /// @param readers among whom requests are counted
  private record Served(List<Endpoint> endpoints, Readers readers, boolean open) {}

  /// A server that listens once it is started, which is early, so that health can be asked while
  /// the instance starts.
  ///
  /// @param host to listen on
  /// @param port to listen on, 0 for any free one
  /// @param operations endpoints that work from the first moment
  HttpServer(String host, int port, AppMetrics metrics, List<Endpoint> operations) {
    this(host, port, metrics, operations, MAX_CONCURRENT_REQUESTS, new AnswerWriter());
  }

  /// @param maxHandled requests that are being handled at most
  /// @param writer of their answers, which is closed with this server
  HttpServer(
      String host,
      int port,
      AppMetrics metrics,
      List<Endpoint> operations,
      int maxHandled,
      AnswerWriter writer) {
    this.handling = new Semaphore(maxHandled);
    this.metrics = metrics;
    this.writer = writer;
    this.operations = List.copyOf(operations);
    this.current = new Served(this.operations, new Readers(), false);
    this.server =
        WebServer.builder()
            .host(host)
            .port(port)
            .maxTcpConnections(MAX_CONNECTIONS)
            .shutdownHook(false)
            .shutdownGracePeriod(GRACE_PERIOD)
            .maxPayloadSize(Call.MAX_RECEIVED_BYTES)
            .protocolsDiscoverServices(false)
            .addProtocol(protocol())
            .directHandlers(HttpServer::tellAsProblems)
            .routing(routing -> routing.any(this::serve))
            .build();
  }

  /// URLs are checked here and not by the server, which does not say what is wrong with them.
  private static Http1Config protocol() {
    return Http1Config.builder()
        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
        .validatePrologue(false)
        .validatePath(false)
        .build();
  }

  /// @throws IOException if the server cannot listen; it logs why
  void start() throws IOException {
    server.start();
    if (!server.isRunning()) {
      throw new IOException("the server did not start");
    }
  }

  int port() {
    return server.port();
  }

  /// Answers from a model what other instances pass on to it, and from now on may [#serve] it.
  ///
  /// @param modelId of the model
  /// @param more endpoints that answer from it
  /// @param readers among whom requests are counted
  void add(String modelId, List<Endpoint> more, Readers readers) {
    var all = new ArrayList<>(operations);
    all.addAll(more);
    models.put(modelId, new Served(List.copyOf(all), readers, true));
  }

  /// From now on all requests are answered from a model that was added, but those that others
  /// passed on to another one.
  void serve(String modelId) {
    Served added = models.get(modelId);
    if (added == null) {
      throw new IllegalStateException("model '%s' is not added".formatted(modelId));
    }
    current = added;
  }

  /// No longer answers from a model.
  void remove(String modelId) {
    models.remove(modelId);
  }

  /// What answers a request: the model from which the instance that passed it on would have
  /// answered, or, if nobody did, the current one.
  ///
  /// @return null if that model does not run here
  private @Nullable Served servedFor(ServerRequest request) {
    if (!request.headers().contains(Forwarder.MODEL)) {
      return current;
    }
    return models.get(request.headers().get(Forwarder.MODEL).get());
  }

  /// From now on each answer is the last of its connection.
  void endConnections() {
    endsConnections = true;
  }

  private void serve(ServerRequest request, ServerResponse response) {
    long startNanos = System.nanoTime();
    Served served = servedFor(request);
    List<Endpoint> table = served == null ? operations : served.endpoints();
    List<String> segments =
        withoutLastSlash(
            Endpoint.segments(RequestPath.of(request.path().absolute().rawPath())), table);
    List<Endpoint> onPath = table.stream().filter(each -> each.matches(segments)).toList();
    Reply reply = bounded(request, segments, onPath, served);
    boolean last =
        endsConnections
            || reply.endsConnection()
            || !readToEnd(request)
            || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    boolean headersOnly = request.prologue().method().equals(Method.HEAD);
    writer.write(reply.body().length, () -> send(reply, headersOnly, response));
    String name = onPath.isEmpty() ? "none" : onPath.getFirst().pattern();
    metrics.answered(name, reply.status(), System.nanoTime() - startNanos);
    // The server announces that it closes the connection, but does so only if it is told to.
    if (last) {
      throw new CloseConnectionException("the last request of this connection is answered");
    }
  }

  /// A path that ends with a slash is the one without it, unless an id may stand behind the slash:
  /// that one is missing.
  private static List<String> withoutLastSlash(List<String> segments, List<Endpoint> table) {
    boolean ends = segments.size() > 1 && segments.getLast().isEmpty();
    return ends && table.stream().noneMatch(each -> each.matches(segments))
        ? segments.subList(0, segments.size() - 1)
        : segments;
  }

  /// The answer, or that there are too many requests, or too many answers that nobody reads.
  private Reply bounded(
      ServerRequest request,
      List<String> segments,
      List<Endpoint> onPath,
      @Nullable Served served) {
    if (!handling.tryAcquire()) {
      return reserved(
          Reply.problem(
              Problem.of(Problem.Kind.UNAVAILABLE, "too many requests at the same time")));
    }
    try {
      return reserved(reply(request, segments, onPath, served));
    } finally {
      handling.release();
    }
  }

  private Reply reserved(Reply reply) {
    return writer.reserve(reply.body().length)
        ? reply
        : reserved(
            Reply.problem(
                Problem.of(Problem.Kind.UNAVAILABLE, "too many answers are being read slowly")));
  }

  /// Reads what no endpoint wanted of the body: it would be taken for the next request.
  ///
  /// @return whether another request may follow on the connection
  private static boolean readToEnd(ServerRequest request) {
    if (request.content().consumed()) {
      return true;
    }
    if (request.headers().containsToken(HeaderValues.EXPECT_100)) {
      return false; // The client may be waiting for leave to send its body, and now gets none.
    }
    try {
      request.content().consume();
      return true;
    } catch (RuntimeException endless) {
      return false;
    }
  }

  private static void send(Reply reply, boolean headersOnly, ServerResponse response) {
    response.status(reply.status());
    if (!reply.contentType().isEmpty()) {
      response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.contentType()));
    }
    reply.headers().forEach(response::header);
    response.contentLength(reply.body().length);
    response.send(headersOnly ? new byte[0] : reply.body());
  }

  private Reply reply(
      ServerRequest request,
      List<String> segments,
      List<Endpoint> onPath,
      @Nullable Served served) {
    String method = request.prologue().method().text();
    try {
      if (served == null) {
        throw Problem.of(Problem.Kind.UNAVAILABLE, "that model does not run in this instance");
      }
      if (onPath.isEmpty() && !served.open()) {
        throw Problem.of(Problem.Kind.UNAVAILABLE, "this instance is starting");
      }
      if (onPath.isEmpty()) {
        throw Problem.with(
            Problem.Kind.NOT_FOUND,
            "path",
            "/" + String.join("/", segments),
            "is no endpoint of this server");
      }
      if (method.equals("OPTIONS")) {
        return Reply.options(allowed(onPath));
      }
      for (Endpoint endpoint : onPath) {
        if (endpoint.answers(method)) {
          var query = new QueryParameters(request.query().rawValue(), endpoint.parameters());
          return handle(endpoint, new Call(endpoint, segments, query, request), served.readers());
        }
      }
      requireId(method, segments, served.endpoints());
      String allowed = allowed(onPath);
      return Reply.problem(
              Problem.with(
                  Problem.Kind.METHOD_NOT_ALLOWED,
                  "method",
                  method,
                  "is not allowed here: use " + allowed))
          .withHeader("Allow", allowed);
    } catch (Problem problem) {
      return Reply.problem(problem);
    } catch (CloseConnectionException clientLeft) {
      throw clientLeft;
    } catch (RuntimeException failure) {
      LOG.error("{} {} failed", method, request.path().rawPath(), failure);
      return Reply.problem(
          Problem.of(
              Problem.Kind.INTERNAL, "the request failed; the log of this instance says why"));
    }
  }

  /// Counts the request as one that may hold slots of items: none of them is used again meanwhile.
  private static Reply handle(Endpoint endpoint, Call call, Readers readers) {
    int reader = readers.begin();
    try {
      return endpoint.handler().handle(call);
    } finally {
      readers.end(reader);
    }
  }

  /// Tells of a path in which the id is missing, so that the name of an action stands in its place:
  /// whoever asks so does not mean a user of that name.
  private static void requireId(String method, List<String> segments, List<Endpoint> table) {
    for (Endpoint endpoint : table) {
      List<String> wanted = endpoint.wanted();
      boolean lacksId =
          wanted.size() == segments.size() + 1
              && wanted.get(segments.size() - 1).equals("{id}")
              && wanted.getLast().equals(segments.getLast())
              && wanted
                  .subList(0, segments.size() - 1)
                  .equals(segments.subList(0, segments.size() - 1));
      if (lacksId && endpoint.answers(method)) {
        throw Problem.with(
            Problem.Kind.NOT_FOUND,
            "path",
            "/" + String.join("/", segments),
            "has no id: that is %s %s".formatted(method, endpoint.pattern()));
      }
    }
  }

  private static String allowed(List<Endpoint> onPath) {
    Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
    onPath.forEach(endpoint -> methods.addAll(endpoint.methods()));
    return String.join(", ", methods);
  }

  /// Faults that the server finds before any endpoint is asked.
  private static void tellAsProblems(DirectHandlers.Builder handlers) {
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type, (request, event, status, headers, message) -> transport(request, status, headers));
    }
  }

  private static DirectHandler.TransportResponse transport(
      DirectHandler.TransportRequest request, Status status, ServerResponseHeaders headers) {
    Reply reply =
        status.equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
            ? Reply.problem(Call.beyondReceiving(request.headers().contentLength()))
            : Reply.transportProblem(status.code(), status.reasonPhrase());
    var response =
        DirectHandler.TransportResponse.builder()
            .status(status)
            .headers(headers)
            .header(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.contentType()));
    reply.headers().forEach((name, value) -> response.header(HeaderValues.create(name, value)));
    return response.entity(reply.body()).build();
  }

  @Override
  public void close() {
    server.stop();
    writer.close();
  }
}
