package io.millrace.app.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.state.HostInfo;

/// Passes a request on to another instance that may have its user. Once only: an instance that gets
/// a forwarded request for a user it does not have says that it is not available.
final class Forwarder implements AutoCloseable {
  static final HeaderName FORWARDED = HeaderNames.create("X-Millrace-Forwarded");

  /// The id of the model from which a request that is passed on is to be answered: while instances
  /// go over to another one, they do not all at the same moment.
  static final HeaderName MODEL = HeaderNames.create("X-Millrace-Model");

  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);

  /// Until an answer begins. A request that waited in vain has time for another instance within a
  /// second.
  private static final Duration TIMEOUT = Duration.ofMillis(600);

  private static final int UNAVAILABLE = 503;

  /// Requests that wait for other instances, at most. Beyond it an instance is as good as silent.
  private static final int MAX_WAITING = 512;

  private static final int THREADS = 2;

  private final Connections connections;
  private final String modelId; // empty for whichever the other one serves

  /// What the forwarders of all models of an instance share.
  private static final class Connections {
    /// The client has locks that each request takes. Virtual threads would take them in the order
    /// in which they get to run, each behind all others that are ready, and thus a queue that has
    /// once grown would hardly move: after an instance was killed, requests waited for seconds.
    final ExecutorService senders =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("forwarder-", 0).daemon().factory());

    final AtomicInteger waiting = new AtomicInteger();
    final HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
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

  /// Passes a request on as it came.
  ///
  /// @param json the body of the call, empty if it has none
  /// @return empty if the other instance has no answer now
  Optional<Reply> forward(Call call, byte[] json, HostInfo to) {
    return send(call.endpoint().method(), call.target(), json, to).await();
  }

  /// Begins to send a request to another instance, marked as forwarded.
  ///
  /// @param target path and query
  /// @param json the body, empty if there is none
  Sent send(String method, String target, byte[] json, HostInfo to) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + address(to) + target))
            .timeout(TIMEOUT)
            .header(FORWARDED.defaultCase(), "1");
    if (!modelId.isEmpty()) {
      request.header(MODEL.defaultCase(), modelId);
    }
    if (json.length == 0) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(json));
    }
    return new Sent(to, connections.silent, response(request.build()));
  }

  private CompletableFuture<HttpResponse<byte[]>> response(HttpRequest request) {
    if (connections.waiting.incrementAndGet() > MAX_WAITING) {
      connections.waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IOException("%d requests wait for other instances".formatted(MAX_WAITING)));
    }
    var response = new CompletableFuture<HttpResponse<byte[]>>();
    try {
      connections.senders.execute(() -> send(request, response));
    } catch (RejectedExecutionException stopping) {
      response.completeExceptionally(stopping);
    }
    // The limit of the request ends with the headers of its answer.
    return response
        .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((answer, failure) -> connections.waiting.decrementAndGet());
  }

  private void send(HttpRequest request, CompletableFuture<HttpResponse<byte[]>> response) {
    var _ =
        connections
            .client
            .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    response.complete(answer);
                  } else {
                    response.completeExceptionally(failure);
                  }
                });
  }

  /// A request on its way.
  ///
  /// @param host that was asked
  /// @param silent to enter it in if it does not answer
  /// @param response to come, within 1.2 seconds
  record Sent(
      HostInfo host, SilentInstances silent, CompletableFuture<HttpResponse<byte[]>> response) {
    /// Waits for the other instance's answer.
    ///
    /// @return empty if it has none now
    Optional<Reply> await() {
      try {
        HttpResponse<byte[]> answer = response.get();
        silent.remove(host);
        return answer.statusCode() == UNAVAILABLE ? Optional.empty() : Optional.of(reply(answer));
      } catch (ExecutionException failure) {
        silent.add(host);
        return Optional.empty();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw Problem.of(Problem.Kind.UNAVAILABLE, "this instance is stopping");
      }
    }

    private static Reply reply(HttpResponse<byte[]> response) {
      String type = response.headers().firstValue("Content-Type").orElse("application/json");
      return new Reply(response.statusCode(), type, response.body(), Map.of());
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
    connections.client.shutdownNow();
  }
}
