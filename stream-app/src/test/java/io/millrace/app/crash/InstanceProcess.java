package io.millrace.app.crash;

import io.avaje.jsonb.Jsonb;
import io.millrace.app.cli.MillraceProcess;
import io.millrace.app.http.Answers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One instance in a JVM of its own, started again each time that it was killed.
final class InstanceProcess implements AutoCloseable {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_TIMEOUT)
          .build();
  private static final Jsonb JSON = Jsonb.builder().build();

  private final String name;
  private final String heap;
  private final List<String> arguments;
  private MillraceProcess process;
  private String url = "";

  /// Starts it, without waiting until it is ready.
  InstanceProcess(String name, String heap, List<String> arguments) {
    this.name = name;
    this.heap = heap;
    this.arguments = arguments;
    this.process = launch();
  }

  private MillraceProcess launch() {
    List<String> all = new ArrayList<>(List.of("serve", "--port", "0"));
    all.addAll(arguments);
    return MillraceProcess.startWithHeap(heap, all.toArray(String[]::new));
  }

  /// Waits for so long at most until it answers.
  String awaitReady(Duration patience) {
    url = process.awaitAddress(patience);
    return url;
  }

  String url() {
    return url;
  }

  String name() {
    return name;
  }

  MillraceProcess process() {
    return process;
  }

  void kill() {
    process.kill();
  }

  /// Stops it where it stands.
  void pause() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  void restart() {
    process = launch();
  }

  /// The offset of the last event that was handled of each partition that is learned here.
  Map<Integer, Long> offsets() {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (Answers.PartitionStatus each : status().active()) {
      Long offset = each.offset();
      offsets.put(each.partition(), offset == null ? -1 : offset);
    }
    return offsets;
  }

  Answers.Status status() {
    return get("/v1/status", Answers.Status.class);
  }

  <T> T get(String path, Class<T> type) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url + path)).timeout(REQUEST_TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(name + " says " + answer.body());
      }
      return JSON.type(type).fromJson(answer.body());
    } catch (IOException failure) {
      throw new IllegalStateException(name + " does not answer", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
