package io.millrace.app.http;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// An ordinary HTTP client of one server on this machine.
final class Client {
  static final String JSON = "application/json";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;

  Client(int port) {
    this.port = port;
  }

  /// @param target path and query, percent-encoded
  Answer get(String target) {
    return send(request(target).GET());
  }

  Answer send(String method, String target) {
    return send(request(target).method(method, BodyPublishers.noBody()));
  }

  Answer get(String target, String header, String value) {
    return send(request(target).header(header, value).GET());
  }

  Answer putJson(String target, String json) {
    return send(
        request(target)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer postEvents(String json) {
    return post("/v1/events", JSON, BodyPublishers.ofString(json));
  }

  Answer recommend(String json) {
    return postJson("/v1/recommendations", json);
  }

  Answer postEvent(String userId, String itemId, String type) {
    return postEvents(
        """
        {"userId": "%s", "itemId": "%s", "type": "%s"}"""
            .formatted(userId, itemId, type));
  }

  Answer postJson(String target, String json) {
    return post(target, JSON, BodyPublishers.ofString(json));
  }

  /// As another instance passes a request on.
  Answer postForwarded(String target, String json) {
    return send(
        request(target)
            .header("Content-Type", JSON)
            .header("X-Millrace-Forwarded", "1")
            .POST(BodyPublishers.ofString(json)));
  }

  Answer post(String target, String contentType, HttpRequest.BodyPublisher body) {
    return send(request(target).header("Content-Type", contentType).POST(body));
  }

  /// Text as it stands in one segment of a path or one value of a query.
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)).timeout(TIMEOUT);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      return Answer.of(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
