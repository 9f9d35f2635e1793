package io.millrace.app.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.avaje.jsonb.Jsonb;
import io.millrace.app.run.Application;
import io.millrace.app.run.TestInstance;
import io.millrace.producer.send.Producers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every query of every dashboard, asked of a real Prometheus that scrapes a running instance.
class DashboardTest {
  private static final Jsonb JSON = Jsonb.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void everyQueryParsesAndReturnsData() throws Exception {
    Path prometheus = Tools.require("prometheus");
    List<String> queries = queries();
    assertThat(queries).hasSizeGreaterThan(10);
    try (var cluster = new TestInstance(folder);
        Application instance = cluster.start()) {
      String url = "http://127.0.0.1:" + instance.port();
      Traffic traffic = new Traffic(url, cluster.bootstrapServers());
      traffic.make(0);
      int port = freePort();
      Process scraper = start(prometheus, port, instance.port());
      try {
        String api = "http://127.0.0.1:" + port + "/api/v1/query?query=";
        int[] round = {1};
        for (String query : queries) {
          await(query)
              .atMost(PATIENCE)
              .pollInterval(Duration.ofSeconds(1))
              .ignoreExceptions()
              .until(
                  () -> {
                    // Rates need counters that move while they are scraped.
                    traffic.make(round[0]++);
                    return hasData(api, query);
                  });
        }
      } finally {
        scraper.destroy();
        scraper.waitFor();
      }
    }
  }

  private static boolean hasData(String api, String query)
      throws IOException, InterruptedException {
    String body = get(api + URLEncoder.encode(query, StandardCharsets.UTF_8));
    assertThat(body).as(query).contains("\"status\":\"success\"");
    return body.contains("\"value\":[") && !body.contains("\"NaN\"]");
  }

  private Process start(Path prometheus, int port, int target) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: millrace
                static_configs:
                  - targets: ["127.0.0.1:%d"]
            """
                .formatted(target));
    return new ProcessBuilder(
            prometheus.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  /// The queries of all panels, with Grafana's variables put in.
  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(Tools.root().resolve("ops/grafana/dashboards"))) {
      for (Path file : files.toList()) {
        collect(JSON.type(Object.class).fromJson(Files.readString(file)), queries);
      }
    }
    return queries.stream()
        .map(query -> query.replace("$__rate_interval", "15s").replace("$instance", ".*"))
        .toList();
  }

  private static void collect(Object node, List<String> queries) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("expr")) {
              queries.add((String) value);
            } else {
              collect(value, queries);
            }
          });
    } else if (node instanceof List<?> list) {
      list.forEach(each -> collect(Objects.requireNonNull(each), queries));
    }
  }

  /// Events good and bad, and requests.
  private record Traffic(String url, String bootstrapServers) {
    void make(int round) throws IOException, InterruptedException, ExecutionException {
      for (int i = 0; i < 5; i++) {
        post("{\"userId\":\"user%d\",\"itemId\":\"item%d\"}".formatted(i, (round + i) % 9));
      }
      try (var producer = Producers.create(bootstrapServers, Map.of())) {
        producer
            .send(new ProducerRecord<>("interactions", 0, new byte[] {1}, new byte[] {2}))
            .get();
      }
      get(url + "/v1/users/user1/recommendations");
      get(url + "/v1/users/user1/recommendations?k=0");
    }

    private void post(String event) throws IOException, InterruptedException {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url + "/v1/events"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(event))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
