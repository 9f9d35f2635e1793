package io.millrace.producer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.JsonValue.Elements;
import io.millrace.producer.json.JsonValue.Fields;
import io.millrace.producer.json.JsonValue.Flag;
import io.millrace.producer.json.JsonValue.Nothing;
import io.millrace.producer.json.JsonValue.Numeral;
import io.millrace.producer.json.JsonValue.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
  private static Fields parse(String json) {
    return JsonValue.parseObject(json.getBytes(UTF_8));
  }

  @Test
  void everyShapeIsRead() {
    Fields read =
        parse(
            """
            { "t" : "ü\\u00fc", "n": -1.50e+3 , "yes": true, "no":false, "nothing": null,
              "list": ["a", 2 , [ ], {"deep": [null, 12345678901234567890]}], "empty": {} }""");
    assertThat(read)
        .isEqualTo(
            new Fields(
                Map.of(
                    "t", new Text("üü"),
                    "n", new Numeral("-1.50e+3"),
                    "yes", new Flag(true),
                    "no", new Flag(false),
                    "list",
                        new Elements(
                            List.of(
                                new Text("a"),
                                new Numeral("2"),
                                new Elements(List.of()),
                                new Fields(
                                    Map.of(
                                        "deep",
                                        new Elements(
                                            List.of(
                                                new Nothing(),
                                                new Numeral("12345678901234567890"))))))),
                    "empty", new Fields(Map.of()))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{", "{} x", "{\"a\": 01}", "{\"a\":\"\\ud800\"}"})
  void whatIsNoObjectIsRefused(String json) {
    assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> parse(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1, \"a\": 1} | 'a' twice",
        "{\"a\": null, \"a\": 1} | 'a' twice",
        "{\"a\": {\"b\": 1, \"b\": 2}} | 'a.b' twice"
      })
  void aFieldThatComesTwiceIsRefused(String json, String detail) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> parse(json))
        .withMessageContaining(detail);
  }

  @Test
  void valuesAreShownMuchAsTheyWereWritten() {
    String json = "{\"a\": [1.0, \"x\", true, null], \"b\": {}}";
    assertThat(parse(json)).hasToString(json);
  }
}
