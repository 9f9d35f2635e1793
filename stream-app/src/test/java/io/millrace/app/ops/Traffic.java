package io.millrace.app.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.producer.send.Producers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Something of everything that a dashboard shows: good and bad events, users and items that come
/// once, a bad item and one that is deleted, answers and errors.
final class Traffic implements AutoCloseable {
  private static final int ITEMS = 9;

  /// After so many rounds others take over: who has had every item cannot be tested any more.
  private static final int ROUNDS = ITEMS - 1;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Producer<byte[], byte[]> producer;
  private final String url;
  private int round;

  /// @param url of the instance
  Traffic(String url, String bootstrapServers) {
    this.url = url;
    this.producer = Producers.create(bootstrapServers, Map.of());
  }

  /// Rates need counters that move while they are scraped, so this is called again and again.
  void make() throws IOException, InterruptedException, ExecutionException {
    for (int user = 0; user < 5; user++) {
      assertThat(
              send(
                  request("/v1/events")
                      .header("Content-Type", "application/json")
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              event(
                                  "user%d-%d".formatted(user, round / ROUNDS),
                                  "item" + (round + user) % ITEMS)))))
          .isEqualTo(202);
    }
    for (int once = 0; once < 3; once++) {
      String name = "once%d-%d".formatted(round, once);
      sendRecord("interactions", name, event(name, name));
    }
    if (round == 0) {
      sendRecord("interactions", "twice", event("twice", "gone"));
    }
    sendRecord("items", "gone", null);
    round++;
    // The endpoint refuses what is wrong, so it goes past the endpoint.
    sendRecord("interactions", "user1", "no event");
    sendRecord(
        "interactions", "twice", "{\"userId\":\"twice\",\"itemId\":\"i\",\"eventId\":\"e\"}");
    sendRecord("items", "item1", "no item");
    assertThat(send(request("/v1/users/user1/recommendations"))).isEqualTo(200);
    assertThat(send(request("/v1/users/user1/recommendations?k=0"))).isEqualTo(400);
    assertThat(send(request("/no/such/endpoint"))).isEqualTo(404);
  }

  /// What the instance publishes.
  String metrics() throws IOException, InterruptedException {
    return http.send(request("/metrics").build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String event(String userId, String itemId) {
    return "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId);
  }

  private void sendRecord(String topic, String key, @Nullable String value)
      throws ExecutionException, InterruptedException {
    byte[] bytes = value == null ? null : value.getBytes(UTF_8);
    producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), bytes)).get();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    http.close();
    producer.close();
  }
}
