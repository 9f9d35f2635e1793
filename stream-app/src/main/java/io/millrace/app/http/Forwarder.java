package io.millrace.app.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes a request on to another instance that may have its user. Once only: an instance that gets
/// a forwarded request for a user it does not have says that it is not available.
///
/// Whoever waits for an answer reads it from the socket itself, so nothing that all requests share
/// stands between them and an instance that died: each is told by its own connection.
final class Forwarder implements AutoCloseable {
  static final HeaderName FORWARDED = HeaderNames.create("X-Millrace-Forwarded");

  /// The id of the model from which a request that is passed on is to be answered: while instances
  /// go over to another one, they do not all at the same moment.
  static final HeaderName MODEL = HeaderNames.create("X-Millrace-Model");

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);
  private static final int UNAVAILABLE = 503;

  /// Requests that wait for other instances, at most. Beyond it no other instance has an answer.
  private static final int MAX_WAITING = 512;

  /// How long another instance is waited for.
  enum Patience {
    /// There is another place to ask, such as a copy here, which answers at once.
    SHORT(Duration.ofMillis(250)),

    /// There is none. A request that waited in vain has time to be sent again within a second.
    LONG(Duration.ofMillis(600));

    private final Duration timeout; // without a byte of the answer

    Patience(Duration timeout) {
      this.timeout = timeout;
    }
  }

  private final Connections connections;
  private final String modelId; // empty for whichever the other one serves

  /// What the forwarders of all models of an instance share.
  private static final class Connections {
    final Semaphore waiting = new Semaphore(MAX_WAITING);
    final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    final Http1Client client =
        Http1Client.builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(false)
            .shareConnectionCache(false)
            .connectionCacheSize(MAX_WAITING)
            .servicesDiscoverServices(false)
            .build();
    final SilentInstances silent = new SilentInstances(System::nanoTime);
  }

  /// One that leaves it to the other instance from which model it answers.
  Forwarder() {
    this(new Connections(), "");
  }

  private Forwarder(Connections connections, String modelId) {
    this.connections = connections;
    this.modelId = modelId;
  }

  /// The same, for requests that are to be answered from one model. It is closed with this one.
  Forwarder of(String newModelId) {
    return new Forwarder(connections, newModelId);
  }

  /// Whether an instance did not answer lately, and is not to be tried again just now.
  boolean isSilent(HostInfo host) {
    return connections.silent.contains(host);
  }

  /// Passes a request on as it came, and waits for the answer.
  ///
  /// @param json the body of the call, empty if it has none
  /// @return empty if the other instance has no answer now
  Optional<Reply> forward(Call call, byte[] json, HostInfo to, Patience patience) {
    return ask(call.endpoint().method(), call.target(), json, to, patience);
  }

  /// Begins to send a request to another instance, marked as forwarded.
  ///
  /// @param target path and query
  /// @param json the body, empty if there is none
  Sent send(String method, String target, byte[] json, HostInfo to, Patience patience) {
    return new Sent(connections.senders.submit(() -> ask(method, target, json, to, patience)));
  }

  private Optional<Reply> ask(
      String method, String target, byte[] json, HostInfo to, Patience patience) {
    if (!connections.waiting.tryAcquire()) {
      return Optional.empty();
    }
    long askedNanos = System.nanoTime();
    try {
      Reply reply = reply(method, target, json, to, patience);
      connections.silent.answered(to);
      return reply.status() == UNAVAILABLE ? Optional.empty() : Optional.of(reply);
    } catch (RuntimeException failure) {
      LOG.debug("{} has no answer", to, failure);
      if (failure.getCause() instanceof SocketTimeoutException) {
        connections.silent.addUnlessAnsweredSince(to, askedNanos);
      } else {
        connections.silent.add(to);
      }
      return Optional.empty();
    } finally {
      connections.waiting.release();
    }
  }

  private Reply reply(String method, String target, byte[] json, HostInfo to, Patience patience) {
    Http1ClientRequest request =
        connections
            .client
            .method(Method.create(method))
            .uri(URI.create("http://" + address(to) + escaped(target)))
            .skipUriEncoding(true)
            .readTimeout(patience.timeout)
            .header(FORWARDED, "1");
    if (!modelId.isEmpty()) {
      request.header(MODEL, modelId);
    }
    try (Http1ClientResponse response = response(request, json)) {
      byte[] body =
          response.entity().hasEntity() ? response.entity().as(byte[].class) : new byte[0];
      String type = response.headers().first(HeaderNames.CONTENT_TYPE).orElse("application/json");
      return new Reply(response.status().code(), type, body, Map.of());
    }
  }

  /// The client decodes what it is given, and would encode it in a way of its own, in which a slash
  /// within an id is one between segments. So it gets the target encoded once more, and is told to
  /// send what it has decoded.
  private static String escaped(String target) {
    return target.replace("%", "%25").replace("+", "%2B");
  }

  private static Http1ClientResponse response(Http1ClientRequest request, byte[] json) {
    return json.length == 0
        ? request.request()
        : request.header(HeaderValues.CONTENT_TYPE_JSON).submit(json);
  }

  /// A request on its way.
  ///
  /// @param answer to come, empty if the other instance has none now
  record Sent(Future<Optional<Reply>> answer) {
    /// Waits for the other instance's answer.
    ///
    /// @return empty if it has none now
    Optional<Reply> await() {
      try {
        return answer.get();
      } catch (ExecutionException failure) {
        throw new IllegalStateException("a request could not be passed on", failure.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw Problem.of(Problem.Kind.UNAVAILABLE, "this instance is stopping");
      }
    }
  }

  /// An address as it stands in a URL, where an IPv6 address is in brackets.
  static String address(HostInfo owner) {
    String host = owner.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + owner.port();
  }

  @Override
  public void close() {
    connections.senders.shutdownNow();
    connections.client.closeResource();
  }
}
