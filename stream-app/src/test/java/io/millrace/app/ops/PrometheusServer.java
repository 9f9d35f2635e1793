package io.millrace.app.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.avaje.jsonb.Jsonb;
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
import java.util.concurrent.TimeUnit;

/// A Prometheus of this machine that scrapes one instance each second, as a process of its own.
final class PrometheusServer implements AutoCloseable {
  private static final Jsonb JSON = Jsonb.builder().build();
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final String url;
  private final Process process;

  /// One series of an answer.
  record Sample(Map<?, ?> labels, double value) {}

  private PrometheusServer(Path log, String url, Process process) {
    this.log = log;
    this.url = url;
    this.process = process;
  }

  /// Starts it and returns once it answers.
  ///
  /// @param folder for its configuration, data and log
  /// @param target port of the instance to scrape
  static PrometheusServer start(Path program, Path folder, int target) throws IOException {
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
    Path log = folder.resolve("prometheus.log");
    String address = "127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var server = new PrometheusServer(log, "http://" + address, process);
    try {
      await("Prometheus to answer").atMost(START_TIMEOUT).until(server::isReady);
    } catch (RuntimeException | Error failure) {
      server.close();
      throw failure;
    }
    return server;
  }

  private boolean isReady() throws IOException, InterruptedException {
    assertThat(process.isAlive()).as("Prometheus ended: %s", Files.readString(log)).isTrue();
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// The answer to a query now; the test fails if it is not one.
  List<Sample> query(String promql) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        get("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as("%s: %s", promql, answer.body()).isEqualTo(200);
    List<Sample> samples = new ArrayList<>();
    if (JSON.type(Object.class).fromJson(answer.body()) instanceof Map<?, ?> body
        && body.get("data") instanceof Map<?, ?> data
        && data.get("result") instanceof List<?> series) {
      series.forEach(each -> samples.add(sample(each)));
    }
    return samples;
  }

  private static Sample sample(Object series) {
    if (series instanceof Map<?, ?> map
        && map.get("metric") instanceof Map<?, ?> labels
        && map.get("value") instanceof List<?> timeAndValue
        && timeAndValue.get(1) instanceof String value) {
      return new Sample(labels, Double.parseDouble(value.replace("Inf", "Infinity")));
    }
    throw new IllegalArgumentException("no series of an instant vector: " + series);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
