package io.millrace.app.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.millrace.app.http.Places.Hop;
import io.millrace.app.http.Places.There;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;

/// Passes a request on to another instance that may have its user. Once only: an instance that gets
/// a forwarded request for a user it does not have says that it is not available.
final class Forwarder implements AutoCloseable {
  static final HeaderName FORWARDED = HeaderNames.create("X-Millrace-Forwarded");

  /// What [#FORWARDED] says to an instance that may answer from a copy.
  static final String TO_COPY = "copy";

  private static final String TO_OWNER = "1";
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);

  /// Until an answer begins. A request that waited in vain has time for another instance within a
  /// second.
  private static final Duration TIMEOUT = Duration.ofMillis(600);

  private static final int UNAVAILABLE = 503;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final SilentInstances silent = new SilentInstances(System::nanoTime);

  /// Whether an instance did not answer lately.
  boolean isSilent(HostInfo host) {
    return silent.contains(host);
  }

  /// Passes a request on as it came.
  ///
  /// @param json the body of the call, empty if it has none
  /// @return empty if the other instance has no answer now
  Optional<Reply> forward(Call call, byte[] json, There to) {
    return send(call.endpoint().method(), call.target(), json, to).await();
  }

  /// Begins to send a request to another instance, marked as forwarded.
  ///
  /// @param target path and query
  /// @param json the body, empty if there is none
  Sent send(String method, String target, byte[] json, There to) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + address(to.host()) + target))
            .timeout(TIMEOUT)
            .header(FORWARDED.defaultCase(), to.hop() == Hop.TO_COPY ? TO_COPY : TO_OWNER);
    if (json.length == 0) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(json));
    }
    // The limit of the request ends with the headers of its answer.
    return new Sent(
        to.host(),
        silent,
        client
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
            .orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
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
    client.shutdownNow();
  }
}
