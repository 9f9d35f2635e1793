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
import org.apache.kafka.streams.state.HostInfo;

/// Passes a request on to the instance that owns its user. Once only: an instance that gets a
/// forwarded request for a user it does not own either says that it is not available.
final class Forwarder implements AutoCloseable {
  static final HeaderName FORWARDED = HeaderNames.create("X-Millrace-Forwarded");
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();

  /// @throws Problem if the owner does not answer in time
  Reply forward(Call call, HostInfo owner) {
    String address = address(owner);
    URI target = URI.create("http://" + address + call.target());
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .timeout(TIMEOUT)
            .header(FORWARDED.defaultCase(), "1")
            .GET()
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      String type = response.headers().firstValue("Content-Type").orElse("application/json");
      Map<String, String> headers =
          response
              .headers()
              .firstValue("Retry-After")
              .map(after -> Map.of("Retry-After", after))
              .orElse(Map.of());
      return new Reply(response.statusCode(), type, response.body(), headers);
    } catch (IOException failure) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "the instance %s, which owns this user, does not answer".formatted(address));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.UNAVAILABLE, "this instance is stopping");
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
