package io.millrace.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
  @ParameterizedTest
  @CsvSource({
    "NaN, 0.0",
    "Infinity, 1.7976931348623157E+308",
    "-Infinity, -1.7976931348623157E+308",
    "-0.5, -0.5"
  })
  void scoresAreNumbersOfJson(double score, String written) {
    Reply reply =
        Reply.json(
            200, new Answers.Item("i", score, null, null, null, null, null, null, null, null));
    assertThat(new String(reply.body(), UTF_8))
        .isEqualTo("{\"itemId\":\"i\",\"score\":" + written + "}");
  }

  /// As where another instance answers for some of many users.
  @Test
  void attributesKeepTheirDigitsThroughAnotherInstance() {
    String attributes = "{\"a\":12.50,\"b\":9007199254740993,\"c\":1e401,\"d\":[\"x\"],\"e\":-0}";
    var item = new Answers.Item("i", 1, null, null, null, null, null, attributes, null, null);
    Reply reply = Reply.json(200, item);
    assertThat(new String(reply.body(), UTF_8)).contains("\"attributes\":" + attributes);
    assertThat(reply.document(Answers.Item.class)).isEqualTo(item);
  }
}
