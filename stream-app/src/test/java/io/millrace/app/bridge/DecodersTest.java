package io.millrace.app.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.JsonValue;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DecodersTest {
  private static final String JSON = "{\"user\":\"ann\",\"item\":{\"id\":7}}";
  private static final Headers NONE = new RecordHeaders();
  private static final Schema VIEW =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"View","fields":[{"name":"user","type":"string"}]}""");

  private static final Schemas KNOWN =
      new Schemas(
          List.of(
              new Schemas.Source() {
                @Override
                public Optional<WireSchema> find(int id) {
                  return switch (id) {
                    case 1 -> Optional.of(new WireSchema.Avro(VIEW));
                    case 2 -> Optional.of(new WireSchema.Json());
                    default -> Optional.empty();
                  };
                }

                @Override
                public String description() {
                  return "the test";
                }
              }));

  private static final Schemas NO_SCHEMAS = new Schemas(List.of());

  @Test
  void jsonIsReadWithAndWithoutTheIdOfASchema() {
    for (byte[] value : List.of(bytes(JSON), WireRecords.behind(2, bytes(JSON)))) {
      for (Format format : List.of(Format.AUTO, Format.JSON)) {
        assertThat(format.decoder(KNOWN).decode(NONE, value)).hasToString(tree(JSON));
        assertThat(format.decoder(NO_SCHEMAS).decode(NONE, value)).hasToString(tree(JSON));
      }
    }
  }

  @Test
  void bothModesOfCloudEventsMakeTheSameTree() {
    var binary =
        new RecordHeaders()
            .add("ce_specversion", bytes("1.0"))
            .add("ce_id", bytes("e-1"))
            .add("ce_type", bytes("viewed"))
            .add("content-type", bytes("application/json"))
            .add("traceparent", bytes("00"));
    String attributes = "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"type\":\"viewed\",";
    String structured = attributes + "\"data\":" + JSON + "}";
    String encoded =
        attributes + "\"data_base64\":\"" + Base64.getEncoder().encodeToString(bytes(JSON)) + "\"}";
    var typed =
        new RecordHeaders()
            .add("content-type", bytes("application/cloudevents+json; charset=UTF-8"));
    for (Format format : List.of(Format.AUTO, Format.CLOUDEVENTS)) {
      RecordDecoder decoder = format.decoder(NO_SCHEMAS);
      assertThat(decoder.decode(binary, bytes(JSON))).hasToString(tree(structured));
      for (String each : List.of(structured, encoded)) {
        assertThat(decoder.decode(typed, bytes(each))).hasToString(tree(structured));
        assertThat(decoder.decode(NONE, bytes(each))).hasToString(tree(structured));
      }
    }
    assertThat(binaryAvro(binary)).isEqualTo("{\"user\": \"ann\"}");
    assertRefused(Format.CLOUDEVENTS, NO_SCHEMAS, bytes(JSON), "specversion", "is missing");
  }

  private static String binaryAvro(Headers headers) {
    byte[] value = WireRecords.avro(1, new GenericRecordBuilder(VIEW).set("user", "ann").build());
    JsonValue.Fields tree = Format.AUTO.decoder(KNOWN).decode(headers, value);
    return String.valueOf(tree.byName().get("data"));
  }

  @Test
  void whatIsNotOfTheFormatIsMalformedAndSaysWhy() {
    byte[] avro = WireRecords.avro(1, new GenericRecordBuilder(VIEW).set("user", "ann").build());
    assertRefused(Format.AVRO, KNOWN, bytes(JSON), "do not begin with the byte 0");
    assertRefused(Format.PROTOBUF, KNOWN, avro, "schema '1'", "is of Avro, not PROTOBUF");
    assertRefused(
        Format.AUTO, KNOWN, WireRecords.behind(9, new byte[1]), "schema '9'", "known by the test");
    assertRefused(Format.AUTO, NO_SCHEMAS, avro, "schema '1'", "--schemas");
    assertRefused(Format.JSON, NO_SCHEMAS, bytes("no json"), "body");
    assertRefused(Format.AUTO, NO_SCHEMAS, bytes("[1]"), "is no JSON object");
    assertRefused(Format.AUTO, NO_SCHEMAS, new byte[0], "body");
  }

  @Test
  void noBytesWhateverBreakADecoder() {
    long seed = 5;
    var random = new Random(seed);
    RecordDecoder decoder = Format.AUTO.decoder(KNOWN);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(20)];
      random.nextBytes(payload);
      byte[] value = random.nextBoolean() ? WireRecords.behind(1, payload) : payload;
      try {
        decoder.decode(NONE, value);
      } catch (InvalidEventException expected) {
        assertThat(expected.reason()).as("seed %d", seed).isEqualTo(Rejection.MALFORMED);
      }
    }
  }

  private static void assertRefused(
      Format format, Schemas schemas, byte[] value, String... messages) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> format.decoder(schemas).decode(NONE, value))
        .satisfies(fault -> assertThat(fault.getMessage()).contains(messages))
        .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Rejection.MALFORMED));
  }

  private static String tree(String json) {
    return JsonValue.parseObject(bytes(json)).toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
