import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How many events a second `POST /v1/events` acknowledges: one a request from one and from 64
/// connections, and a thousand a request from one. Each for some seconds; it stops by itself.
///
/// `java benchmarks/EventRates.java http://127.0.0.1:8080 [SECONDS]`
public final class EventRates {
  private static final AtomicLong NEXT = new AtomicLong();

  private EventRates() {}

  public static void main(String[] args) throws InterruptedException {
    URI events = URI.create(args[0] + "/v1/events");
    if (!List.of("127.0.0.1", "localhost", "[::1]").contains(events.getHost())) {
      throw new IllegalArgumentException(args[0] + " is not this machine");
    }
    int seconds = Math.min(60, args.length > 1 ? Integer.parseInt(args[1]) : 10);
    run(events, 1, 1, 2); // compiles what is measured
    for (int[] each : new int[][] {{1, 1}, {64, 1}, {1, 1_000}}) {
      System.out.printf(
          "%d connections, %d events a request: %,d events a second%n",
          each[0], each[1], run(events, each[0], each[1], seconds));
    }
  }

  /// @return events acknowledged a second
  private static long run(URI events, int connections, int batch, int seconds)
      throws InterruptedException {
    var acknowledged = new AtomicLong();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      senders.add(Thread.ofVirtual().start(() -> send(events, batch, end, acknowledged)));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    return acknowledged.get() / seconds;
  }

  private static void send(URI events, int batch, long end, AtomicLong acknowledged) {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (System.nanoTime() < end) {
        HttpRequest request =
            HttpRequest.newBuilder(events)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(batch)))
                .build();
        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 202) {
          throw new IllegalStateException("status " + status);
        }
        acknowledged.addAndGet(batch);
      }
    } catch (java.io.IOException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static String body(int batch) {
    return IntStream.range(0, batch)
        .mapToObj(i -> event(NEXT.getAndIncrement()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String event(long number) {
    return "{\"userId\":\"u%d\",\"itemId\":\"i%d\"}".formatted(number % 5_000, number % 900);
  }
}
