package io.millrace.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.app.run.SharedBroker;
import io.millrace.app.run.StartException;
import io.millrace.producer.mapping.Mapping;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What keeps a bridge from starting is told in one line, which says what to do.
@ExtendWith(SharedBroker.class)
class BridgeStartTest {
  private static final Mapping MAPPING = Mapping.parse("test", TestMappings.EVENTS);

  private final SharedBroker.Running broker;

  BridgeStartTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void aSourceThatIsWrittenOrMissingAndSchemasThatAreNotThereAreRefused() throws Exception {
    try (var world = new BridgeWorld(broker, "start");
        var registry = new TestRegistry()) {
      assertRefused(() -> from(world, world.target()), "'start-events'", "where the bridge writes");
      assertRefused(() -> from(world, world.applicationId() + "-dlq"), "where its dead letters go");
      assertRefused(
          () -> Bridge.start(from(world, "start-none")).close(), "'start-none'", "--from");
      assertRefused(
          () -> Bridge.start(world.settings(MAPPING, "no-such-folder")).close(),
          "'no-such-folder'",
          "neither a folder nor the URL");
      registry.setAway(true);
      assertRefused(
          () -> Bridge.start(world.settings(MAPPING, registry.url())).close(),
          registry.url(),
          "--schemas right");
      registry.setAway(false);
      registry.setStatus(401);
      assertRefused(
          () -> Bridge.start(world.settings(MAPPING, registry.url())).close(),
          "status 401",
          "--schemas-config");
      assertRefused(
          () -> settings(world.settings(MAPPING), List.of(world.source()), Format.AVRO),
          "--format avro needs the schemas");
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void assertRefused(Work work, String... messages) {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(work::run)
        .satisfies(refused -> assertThat(refused.getMessage()).contains(messages))
        .satisfies(refused -> assertThat(String.valueOf(refused.getMessage()).lines()).hasSize(1));
  }

  private static BridgeSettings from(BridgeWorld world, String topic) {
    return settings(world.settings(MAPPING), List.of(topic), Format.AUTO);
  }

  private static BridgeSettings settings(BridgeSettings like, List<String> from, Format format) {
    return new BridgeSettings(
        like.kafka(),
        from,
        like.mapping(),
        format,
        like.schemas(),
        Map.of(),
        like.threads(),
        like.stateDir(),
        like.host(),
        like.port());
  }

  @Test
  void healthAndMetricsAreAnswered() throws Exception {
    try (var world = new BridgeWorld(broker, "asked");
        Bridge bridge = Bridge.start(world.settings(MAPPING));
        var producer = world.producer(Map.of())) {
      assertThat(get(bridge, "/health/live")).isEqualTo("200 {\"status\":\"live\"}");
      assertThat(get(bridge, "/health/ready")).isEqualTo("200 {\"status\":\"ready\"}");
      var _ = producer.send(world.record(null, BridgeWorld.event(0)));
      world.awaitEach(1);
      assertThat(get(bridge, "/metrics"))
          .contains("millrace_bridge_records_total{outcome=\"written\",reason=\"\"} 1.0")
          .contains("millrace_bridge_lag_records 0.0")
          .contains("millrace_bridge_waiting 0.0");
      bridge.stop();
      assertThat(bridge.notReady()).contains("stopping");
    }
  }

  private static String get(Bridge bridge, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + bridge.port() + path);
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }
}
