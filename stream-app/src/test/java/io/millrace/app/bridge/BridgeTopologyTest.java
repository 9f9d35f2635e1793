package io.millrace.app.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.producer.mapping.Mapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BridgeTopologyTest {
  private static final Instant SENT = Instant.parse("2026-06-01T12:00:00Z");

  /// What came out for one record.
  private record Outcome(
      @Nullable TestRecord<byte[], byte[]> written,
      @Nullable TestRecord<byte[], byte[]> letter,
      BridgeSummary summary) {
    String key() {
      return new String(there(written).key(), UTF_8);
    }

    String value() {
      return new String(there(written).value(), UTF_8);
    }

    String error(String name) {
      return new String(
          there(letter).headers().lastHeader("millrace.error." + name).value(), UTF_8);
    }

    private TestRecord<byte[], byte[]> there(@Nullable TestRecord<byte[], byte[]> record) {
      if (record == null) {
        throw new AssertionError(this);
      }
      return record;
    }
  }

  private static Outcome pipe(
      String mapping, Headers headers, @Nullable String key, byte @Nullable [] value) {
    var metrics = new BridgeMetrics();
    Mapping parsed = Mapping.parse("test", mapping);
    var topology =
        BridgeTopology.build(
            List.of("source"),
            "target",
            "dlq",
            () ->
                new BridgeProcessor(
                    Format.AUTO.decoder(new Schemas(List.of())),
                    parsed,
                    new SchemaWait(),
                    metrics));
    var bytes = new ByteArrayDeserializer();
    try (var driver = new TopologyTestDriver(topology, new Properties())) {
      driver
          .createInputTopic("source", new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(
              new TestRecord<>(key == null ? null : key.getBytes(UTF_8), value, headers, SENT));
      var target = driver.createOutputTopic("target", bytes, bytes);
      var dlq = driver.createOutputTopic("dlq", bytes, bytes);
      return new Outcome(
          target.isEmpty() ? null : target.readRecord(),
          dlq.isEmpty() ? null : dlq.readRecord(),
          metrics.summary());
    }
  }

  private static Outcome pipe(String mapping, @Nullable String key, @Nullable String value) {
    return pipe(mapping, new RecordHeaders(), key, value == null ? null : value.getBytes(UTF_8));
  }

  @Test
  void anEventIsKeyedByItsUserAndKeepsTheTimeOfItsSending() {
    Outcome outcome =
        pipe(
            """
            user: who
            item: what.id
            type: =view
            """,
            "anything",
            "{\"who\":7,\"what\":{\"id\":\"i\"}}");
    assertThat(outcome.key()).isEqualTo("7");
    assertThat(outcome.value()).isEqualTo("{\"userId\":\"7\",\"itemId\":\"i\",\"type\":\"view\"}");
    assertThat(outcome.written()).isNotNull();
    assertThat(outcome.written().getRecordTime()).isEqualTo(SENT);
    assertThat(outcome.written().headers()).isEmpty();
  }

  @Test
  void whatIsBesideTheValueCanBeMapped() {
    Headers headers =
        new RecordHeaders()
            .add("ce_specversion", "1.0".getBytes(UTF_8))
            .add("ce_id", "e-1".getBytes(UTF_8))
            .add("binary", new byte[] {-1});
    String mapping =
        """
        user: $headers.binary|$headers.none|$key
        item: data.item
        eventId: $headers.ce_id
        time: $timestamp
        recommendationId: $topic
        """;
    Outcome outcome = pipe(mapping, headers, "ann", "{\"item\":\"i\"}".getBytes(UTF_8));
    assertThat(outcome.value())
        .isEqualTo(
            """
            {"eventId":"e-1","userId":"ann","itemId":"i","type":"view","timestamp":1780315200000,\
            "recommendationId":"source"}""");
  }

  @Test
  void anItemIsKeyedByItsIdAndDeletedByARecordWithoutAValue() {
    String listing = "target: items\nitem: $key\ntitle: name\n";
    Outcome listed = pipe(listing, "i-1", "{\"name\":\"Lamp\"}");
    assertThat(listed.key()).isEqualTo("i-1");
    assertThat(listed.value()).isEqualTo("{\"title\":\"Lamp\"}");

    Outcome deleted = pipe(listing + "deleted: =true\n", "i-1", null);
    assertThat(deleted.key()).isEqualTo("i-1");
    assertThat(deleted.written()).isNotNull();
    assertThat(deleted.written().value()).isNull();
  }

  @Test
  void aUserIsKeyedByItsIdWithAllThatTheRecordSays() {
    Outcome user =
        pipe(
            "target: users\nuser: id\n",
            null,
            "{\"id\":\"ann\",\"plan\":\"pro\",\"since\":2019,\"tags\":[\"a\",true,null]}");
    assertThat(user.key()).isEqualTo("ann");
    assertThat(user.value()).contains("\"plan\":\"pro\"", "\"since\":2019", "[\"a\",true,null]");
  }

  @Test
  void whatCannotBeMappedIsADeadLetterThatSaysWhere() {
    String mapping = "user: user\nitem: item\ntime: at\ntype: type\n";
    Map<String, String> wrong =
        Map.of(
            "no json", "malformed body",
            "{\"item\":\"i\"}", "missing-field user",
            "{\"user\":\"u\",\"item\":\"i\",\"type\":\"erase\"}", "unknown-type type",
            "{\"user\":\"u\",\"item\":\"i\",\"at\":\"2026-06-09\"}", "future-timestamp timestamp");
    wrong.forEach(
        (value, why) -> {
          Outcome outcome = pipe(mapping, "k", value);
          assertThat(outcome.error("reason") + " " + outcome.error("field")).startsWith(why);
          assertThat(outcome.error("topic")).isEqualTo("source");
          assertThat(outcome.letter()).isNotNull();
          assertThat(outcome.letter().value()).isEqualTo(value.getBytes(UTF_8));
          assertThat(outcome.summary().rejected()).hasSize(1);
          assertThat(outcome.written()).isNull();
        });
    Outcome large = pipe(mapping, new RecordHeaders(), "k", new byte[1_048_577]);
    assertThat(large.error("reason")).isEqualTo("oversized");
    assertThat(pipe(mapping, null, null).error("reason")).isEqualTo("missing-field");
  }

  @Test
  void droppedTypesAreCountedByNameUpToABound() {
    Outcome dropped =
        pipe(
            "user: u\nitem: i\ntype: t\notherTypes: drop\ntypes: {a: view}\n",
            null,
            "{\"u\":\"u\",\"i\":\"i\",\"t\":\"Page Viewed\"}");
    assertThat(dropped.written()).isNull();
    assertThat(dropped.letter()).isNull();
    assertThat(dropped.summary())
        .hasToString("0 records written, 1 (Page Viewed 1) dropped, none to the dead letters");

    var metrics = new BridgeMetrics();
    for (int i = 0; i < 1_000; i++) {
      metrics.dropped("type-" + i);
    }
    assertThat(metrics.summary().dropped()).hasSize(51).containsEntry("(other)", 950L);
  }
}
