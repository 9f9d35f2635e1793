package io.millrace.app.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;

/// Passes a request on to the instance that owns its user. Once only: an instance that gets a
/// forwarded request for a user it does not own either says that it is not available.
final class Forwarder implements AutoCloseable {
  static final HeaderName FORWARDED = HeaderNames.create("X-Millrace-Forwarded");
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();

  /// Passes a request on as it came.
  ///
  /// @param json the body of the call, empty if it has none
  /// @throws Problem if the owner does not answer in time
  Reply forward(Call call, byte[] json, HostInfo owner) {
    return send(call.endpoint().method(), call.target(), json, owner).await();
  }

  /// Begins to send a request to an owner, marked as forwarded.
  ///
  /// @param target path and query
  /// @param json the body, empty if there is none
  Sent send(String method, String target, byte[] json, HostInfo owner) {
    String address = address(owner);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + address + target))
            .timeout(TIMEOUT)
            .header(FORWARDED.defaultCase(), "1");
    if (json.length == 0) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(json));
    }
    // The limit of the request ends with the headers of its answer.
    return new Sent(
        address,
        client
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
            .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// A request on its way.
  ///
  /// @param address of the owner
  /// @param response to come, within two seconds
  record Sent(String address, CompletableFuture<HttpResponse<byte[]>> response) {
    /// Waits for the owner's answer.
    ///
    /// @throws Problem if the owner does not answer in time
    Reply await() {
      try {
        return reply(response.get());
      } catch (ExecutionException failure) {
        throw Problem.of(
            Problem.Kind.UNAVAILABLE,
            "the instance %s, which owns this user, does not answer".formatted(address));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw Problem.of(Problem.Kind.UNAVAILABLE, "this instance is stopping");
      }
    }

    private static Reply reply(HttpResponse<byte[]> response) {
      String type = response.headers().firstValue("Content-Type").orElse("application/json");
      Map<String, String> headers =
          response
              .headers()
              .firstValue("Retry-After")
              .map(after -> Map.of("Retry-After", after))
              .orElse(Map.of());
      return new Reply(response.statusCode(), type, response.body(), headers);
    }
  }

  /// An address as it stands in a URL, where an IPv6 address is in brackets.
  private static String address(HostInfo owner) {
    String host = owner.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + owner.port();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
