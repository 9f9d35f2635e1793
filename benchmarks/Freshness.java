import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/// Measures how soon a user's own recommendations reflect an event, counted from the event's 202.
///
/// For each event a user who is new posts it, and is then asked for recommendations again and again
/// until the answer is personal, which it is from the first learned event on. Start
/// `bin/millrace demo` first, so that a stream flows meanwhile.
public class Freshness {
  private static final long GIVE_UP_NANOS = 5_000_000_000L;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;

  Freshness(String url) {
    this.url = url;
  }

  public static void main(String[] args) throws Exception {
    String url = args.length > 0 ? args[0] : "http://127.0.0.1:8080";
    int events = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    if (events < 1 || events > 10_000) {
      throw new IllegalArgumentException("EVENTS is " + events + ", but must be from 1 to 10000");
    }
    new Freshness(url).run(events);
  }

  private void run(int events) throws Exception {
    String run = Long.toString(System.currentTimeMillis(), 36);
    int warmUp = Math.min(50, events);
    for (int i = 0; i < warmUp; i++) {
      measure("warm-up-" + run + "-" + i);
    }
    double[] millis = new double[events];
    for (int i = 0; i < events; i++) {
      millis[i] = measure("fresh-" + run + "-" + i);
    }
    Arrays.sort(millis);
    System.out.printf(
        "%d events: from 202 to a personal answer, median %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        events,
        millis[events / 2],
        millis[events * 9 / 10],
        millis[events * 99 / 100],
        millis[events - 1]);
  }

  /// Milliseconds from the 202 until an answer that reflects the event is complete.
  private double measure(String user) throws Exception {
    String event = "{\"userId\":\"" + user + "\",\"itemId\":\"i000001\",\"type\":\"like\"}";
    HttpResponse<String> posted =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/v1/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (posted.statusCode() != 202) {
      throw new IllegalStateException("the event was not accepted: " + posted.body());
    }
    long accepted = System.nanoTime();
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(url + "/v1/users/" + user + "/recommendations")).build();
    while (true) {
      String answer = client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
      long now = System.nanoTime();
      if (answer.contains("\"strategy\":\"personal\"")) {
        return (now - accepted) / 1e6;
      }
      if (now - accepted > GIVE_UP_NANOS) {
        throw new IllegalStateException("no personal answer for " + user + " within 5 s: " + answer);
      }
    }
  }
}
