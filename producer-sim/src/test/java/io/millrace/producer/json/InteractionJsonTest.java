package io.millrace.producer.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Erasure;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Rejection;
import io.millrace.model.event.Undo;
import io.millrace.model.event.UserMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InteractionJsonTest {
  private static final Interaction FULL =
      new Interaction("e1", "u1", "i1", "rating", 4.5, 881_250_949_123L, "r1");
  private static final String FULL_JSON =
      """
      {"eventId":"e1","userId":"u1","itemId":"i1","type":"rating","value":4.5,\
      "timestamp":881250949123,"recommendationId":"r1"}""";

  @Test
  void allFieldsAreReadAndWritten() {
    assertThat(parse(FULL_JSON)).isEqualTo(FULL);
    assertThat(new String(InteractionJson.write(FULL), UTF_8)).isEqualTo(FULL_JSON);
  }

  @Test
  void userAndItemAreEnough() {
    assertThat(parse("{'userId':'u','itemId':'i'}")).isEqualTo(Interaction.of("u", "i"));
    assertThat(new String(InteractionJson.write(Interaction.of("u", "i")), UTF_8))
        .isEqualTo("{\"userId\":\"u\",\"itemId\":\"i\",\"type\":\"view\"}");
  }

  @Test
  void nullIsTheSameAsMissing() {
    assertThat(
            parse(
                "{'userId':'u','itemId':'i','type':null,'value':null,'timestamp':null,"
                    + "'eventId':null,'recommendationId':null}"))
        .isEqualTo(Interaction.of("u", "i"));
  }

  @Test
  void unknownFieldsAreIgnored() {
    assertThat(
            parse("{'a':{'userId':'x'},'userId':'u','b':[1,[2],{'c':'}'}],'itemId':'i','a':1e5}"))
        .isEqualTo(Interaction.of("u", "i"));
  }

  @Test
  void wholeNumbersAreIds() {
    assertThat(parse("{'userId':42,'itemId':12345678901234567890,'eventId':-1}"))
        .isEqualTo(new Interaction("-1", "42", "12345678901234567890", "view", null, null, null));
  }

  @Test
  void attributesAreCheckedAndNothingIsMadeOfThem() {
    assertThat(parse("{'userId':'u','itemId':'i','attributes':{'price':12.5,'tags':['a']}}"))
        .isEqualTo(Interaction.of("u", "i"));
    assertRejected(
        "{'userId':'u','itemId':'i','attributes':{'a':{}}}",
        Rejection.INVALID_FIELD,
        "attributes.a");
    String many =
        IntStream.range(0, 101).mapToObj(i -> "'a" + i + "':1").collect(Collectors.joining(","));
    assertRejected(
        "{'userId':'u','itemId':'i','attributes':{" + many + "}}",
        Rejection.INVALID_FIELD,
        "attributes");
  }

  @Test
  void aMissingFieldSaysWhichUnknownOneIsNearIt() {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> parse("{'user_id':'u','itemId':'i'}"))
        .withMessage("userId '' is missing; 'user_id' is not read: did you mean 'userId'?");
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> parse("{'colour':'u','userId':'i'}"))
        .withMessage("itemId '' is missing");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "'user_id':'u' | user_id '\"u\"' is in a field that is not known: did you mean 'userId'?",
        "'Item-ID':[1] | Item-ID '[1]' is in a field that is not known: did you mean 'itemId'?",
        "'price':1 | price '1' is in a field that is not known; fields of your own go into 'attributes'"
      })
  void anUnknownFieldInABatchIsRefusedWithTheNearestName(String field, String message) {
    List<ParsedEvent> batch =
        InteractionJson.parseBatch(
            bytes("[{'userId':'u','itemId':'i'," + field + "}," + FULL_JSON + "]"), 2);
    assertThat(((ParsedEvent.Invalid) batch.getFirst()).fault()).hasMessage(message);
    assertThat(batch.getLast()).isEqualTo(new ParsedEvent.Valid(FULL));
  }

  @Test
  void escapedKeysAndTextAreDecoded() {
    assertThat(parse("{'user\\u0049d':'\\u00e9\\n\\ud83d\\ude00','itemId':'\\\"/\\/'}"))
        .isEqualTo(Interaction.of("é\n😀", "\"//"));
  }

  @Test
  void spaceMayStandBetweenAllTokens() {
    assertThat(parse(" \n{ 'userId' : 'u' ,\t'itemId'\r:'i' , 'value' : 2 }\n "))
        .isEqualTo(new Interaction(null, "u", "i", "view", 2.0, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "881250949, 881250949000",
    "881250949123, 881250949123",
    "'\"1997-12-04\"', 881193600000"
  })
  void timestampsAreSecondsMillisecondsOrIsoText(String json, long millis) {
    assertThat(parse("{'userId':'u','itemId':'i','timestamp':" + json + "}").timestampMillis())
        .isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Interaction.MIN_TIMESTAMP_MILLIS,
        -1,
        0,
        1,
        99_999_999_999L,
        100_000_000_000L,
        99_999_999_999_999L,
        100_000_000_000_000L,
        Interaction.MAX_TIMESTAMP_MILLIS
      })
  void everyTimestampComesBackAsItWasWritten(long millis) {
    Interaction event = Interaction.of("u", "i").at(millis);
    assertThat(InteractionJson.parse(InteractionJson.write(event))).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "'text'",
        "[]",
        "[{'userId':'u','itemId':'i'}]",
        "{",
        "{}}",
        "{'userId'}",
        "{'userId':'u','itemId':'i'} x",
        "{'userId':'u','itemId':'i'}{}",
        "{'userId':'u','itemId':'i',}",
        "{,'userId':'u','itemId':'i'}",
        "{'userId':'u' 'itemId':'i'}",
        "{userId:'u','itemId':'i'}",
        "{'userId':'u','itemId':'i','value':01}",
        "{'userId':'u','itemId':'i','value':1.}",
        "{'userId':'u','itemId':'i','value':+1}",
        "{'userId':'u','itemId':'i','value':.5}",
        "{'userId':'u','itemId':'i','value':NaN}",
        "{'userId':'u','itemId':'i','value':-Infinity}",
        "{'userId':'u','itemId':'i','value':1e}",
        "{'userId':'u','itemId':'i','value':nul}",
        "{'userId':'u','itemId':'i','x':'\t'}",
        "{'userId':'u','itemId':'\\x'}",
        "{'userId':'u','itemId':'\\u12g4'}",
        "{'userId':'u','itemId':'i','x':[1,]}",
        "{'userId':'u','userId':'u','itemId':'i'}",
        "{'userId':'u','itemId':'i','itemId':null}",
        "\u00a0{'userId':'u','itemId':'i'}",
        "\ufeff{'userId':'u','itemId':'i'}"
      })
  void whatIsNoJsonObjectIsMalformed(String json) {
    assertRejected(json, Rejection.MALFORMED, "body");
  }

  @Test
  void bytesThatAreNotUtf8AreMalformed() {
    byte[] latin1 = "{\"userId\":\"é\",\"itemId\":\"i\"}".getBytes(ISO_8859_1);
    byte[] overlong = FULL_JSON.getBytes(UTF_8);
    overlong[FULL_JSON.indexOf("u1")] = (byte) 0xC0;
    overlong[FULL_JSON.indexOf("u1") + 1] = (byte) 0xAF;
    for (byte[] bytes : List.of(latin1, overlong)) {
      assertThatExceptionOfType(InvalidEventException.class)
          .isThrownBy(() -> InteractionJson.parse(bytes))
          .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Rejection.MALFORMED));
    }
  }

  @Test
  void bytesThatLookLikeUtf16AreMalformed() {
    for (var charset : List.of(UTF_16LE, UTF_16BE)) {
      assertThatExceptionOfType(InvalidEventException.class)
          .isThrownBy(() -> InteractionJson.parse(FULL_JSON.getBytes(charset)))
          .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Rejection.MALFORMED));
    }
  }

  @Test
  void whatIsNoJsonIsToldBeforeAWrongField() {
    assertRejected("{'userId':true,'itemId':'i'", Rejection.MALFORMED, "body");
    assertRejected("{'userId':true,'itemId':'i'} x", Rejection.MALFORMED, "body");
  }

  @Test
  void aFloodOfUnknownNamesHindersNothing() {
    for (int i = 0; i < 50_000; i++) {
      parse("{'userId':'u','itemId':'i','name" + i + "':1}");
    }
    assertThat(parse(FULL_JSON)).isEqualTo(FULL);
  }

  @Test
  void nestingIsBounded() {
    String open = "{'userId':'u','itemId':'i','x':";
    int allowed = JsonDocument.MAX_DEPTH - 1;
    assertThat(parse(open + "[".repeat(allowed) + "]".repeat(allowed) + "}").userId())
        .isEqualTo("u");
    assertRejected(
        open + "[".repeat(allowed + 1) + "]".repeat(allowed + 1) + "}",
        Rejection.MALFORMED,
        "body");
    assertRejected(open + "[".repeat(1_000_000), Rejection.MALFORMED, "body");
    assertRejected("{'x':".repeat(1_000_000), Rejection.MALFORMED, "body");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{} | userId",
        "{'itemId':'i'} | userId",
        "{'userId':null,'itemId':'i'} | userId",
        "{'userId':'u'} | itemId",
        "{'userId':'u','itemId':null} | itemId"
      },
      delimiter = '|')
  void userAndItemMustBeThere(String json, String field) {
    assertRejected(json, Rejection.MISSING_FIELD, field);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{'userId':1.5,'itemId':'i'} | userId",
        "{'userId':'u','itemId':1e3} | itemId",
        "{'userId':'u','itemId':['i']} | itemId",
        "{'userId':'u','itemId':{'i':1}} | itemId",
        "{'userId':true,'itemId':'i'} | userId",
        "{'userId':'','itemId':'i'} | userId",
        "{'userId':'\\ud800','itemId':'i'} | userId",
        "{'userId':'u','itemId':'i','type':''} | type",
        "{'userId':'u','itemId':'i','type':1} | type",
        "{'userId':'u','itemId':'i','value':'4'} | value",
        "{'userId':'u','itemId':'i','value':'NaN'} | value",
        "{'userId':'u','itemId':'i','value':false} | value",
        "{'userId':'u','itemId':'i','value':[]} | value",
        "{'userId':'u','itemId':'i','timestamp':'881250949'} | timestamp",
        "{'userId':'u','itemId':'i','timestamp':-9e10} | timestamp",
        "{'userId':'u','itemId':'i','timestamp':{}} | timestamp",
        "{'userId':'u','itemId':'i','timestamp':1e999999999} | timestamp",
        "{'userId':'u','itemId':'i','eventId':0.5} | eventId",
        "{'userId':'u','itemId':'i','recommendationId':5} | recommendationId"
      },
      delimiter = '|')
  void aWrongTypeOrRangeIsAnInvalidField(String json, String field) {
    assertRejected(json, Rejection.INVALID_FIELD, field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999", "-1e999"})
  void aValueBeyondAllDoublesIsNotFinite(String value) {
    assertRejected(
        "{'userId':'u','itemId':'i','value':" + value + "}", Rejection.NOT_FINITE, "value");
  }

  @Test
  void aLongTextIsRefusedAndTheNextEventIsRead() {
    assertRejected(
        "{'userId':'" + "u".repeat(300) + "','itemId':'i'}", Rejection.INVALID_FIELD, "userId");
    assertRejected("{'userId':'" + "é".repeat(99_999) + "'}", Rejection.INVALID_FIELD, "userId");
    assertRejected("{'" + "x".repeat(99_999) + "':1}", Rejection.MALFORMED, "body");
    assertThat(parse(FULL_JSON)).isEqualTo(FULL);
  }

  @Test
  void aFaultNamesFieldAndValue() {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> parse("{'userId':'u','itemId':'i','value':\"high\"}"))
        .withMessage("value '\"high\"' is not a number");
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> parse("{'userId':'u','itemId':'i'"))
        .withMessageEndingWith("is no JSON: it ends at byte 26");
  }

  @Test
  void aBatchIsOneEventOrAnArrayOfThem() {
    assertThat(InteractionJson.parseBatch(FULL_JSON.getBytes(UTF_8), 1))
        .containsExactly(new ParsedEvent.Valid(FULL));
    assertThat(InteractionJson.parseBatch(bytes(" [ ] "), 1)).isEmpty();
    assertThat(InteractionJson.parseBatch(bytes("[ " + FULL_JSON + " ,\n" + FULL_JSON + "]"), 2))
        .containsExactly(new ParsedEvent.Valid(FULL), new ParsedEvent.Valid(FULL));
  }

  @Test
  void undoingAndErasingAreMessagesOfTheirOwn() {
    assertThat(message("{'type':'undo','userId':'u','itemId':'i','eventId':'e','value':3}"))
        .isEqualTo(new Undo("u", "i"));
    assertThat(message("{'type':'erase','userId':'u'}")).isEqualTo(new Erasure("u"));
    assertThat(message("{'type':'erase','userId':'u','itemId':'i'}")).isEqualTo(new Erasure("u"));
    assertThat(message("{'userId':'u','itemId':'i'}")).isEqualTo(Interaction.of("u", "i"));
    assertThat(message("{'type':'merge','userId':'u','from':'v'}")).isEqualTo(new Merge("u", "v"));
    for (UserMessage message :
        List.of(FULL, new Undo("ü", "i"), new Erasure("\"u"), new Merge("u", "v"))) {
      assertThat(InteractionJson.parseMessage(InteractionJson.write(message))).isEqualTo(message);
    }
    assertThat(new String(InteractionJson.write(new Erasure("u")), UTF_8))
        .isEqualTo("{\"type\":\"erase\",\"userId\":\"u\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'undo','userId':'u'}",
        "{'type':'undo','itemId':'i'}",
        "{'type':'erase'}",
        "{'type':'erase','userId':null}",
        "{'type':'merge','userId':'u'}",
        "{'type':'merge','from':'v'}"
      })
  void whatIsToBeForgottenMustBeNamed(String json) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> message(json))
        .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Rejection.MISSING_FIELD));
  }

  private static UserMessage message(String json) {
    return InteractionJson.parseMessage(bytes(json));
  }

  @Test
  void aBadEntryOfABatchSpoilsNoOther() {
    List<ParsedEvent> batch =
        InteractionJson.parseBatch(
            bytes("[{'userId':'u'}," + FULL_JSON + ",7,{'userId':[3]}]"), 10);
    assertThat(batch).hasSize(4);
    assertThat(batch.get(1)).isEqualTo(new ParsedEvent.Valid(FULL));
    assertThat(List.of(batch.get(0), batch.get(2), batch.get(3)))
        .map(entry -> ((ParsedEvent.Invalid) entry).fault().reason())
        .containsExactly(Rejection.MISSING_FIELD, Rejection.MALFORMED, Rejection.INVALID_FIELD);
  }

  @Test
  void aBatchThatIsNoJsonOrTooLongIsRefusedAsAWhole() {
    for (String body : List.of("", "7", "[" + FULL_JSON, "[" + FULL_JSON + ",]", "[]x")) {
      assertThatExceptionOfType(InvalidEventException.class)
          .isThrownBy(() -> InteractionJson.parseBatch(bytes(body), 10))
          .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Rejection.MALFORMED));
    }
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> InteractionJson.parseBatch(bytes("[{},{},{}]"), 2))
        .withMessage("body '3 entries' are more than 2");
  }

  @Test
  void anyBytesGiveAnEventOrAnInvalidEventException() {
    long seed = System.nanoTime();
    System.out.println("mutations of JSON, seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = mutate(FULL_JSON.getBytes(UTF_8), random);
      try {
        Interaction event = InteractionJson.parse(mutated);
        assertThat(InteractionJson.parse(InteractionJson.write(event))).isEqualTo(event);
      } catch (InvalidEventException expected) {
        assertThat(expected.field()).isNotEmpty();
      }
      try {
        InteractionJson.parseBatch(mutated, 5);
      } catch (InvalidEventException expected) {
        assertThat(expected.field()).isNotEmpty();
      }
    }
  }

  @Test
  void randomEventsComeBackAsTheyWereWritten() {
    long seed = System.nanoTime();
    System.out.println("random events, seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      var event =
          new Interaction(
              text(random),
              text(random),
              text(random),
              text(random),
              Double.isFinite(value) ? value : null,
              random.nextLong(Interaction.MAX_TIMESTAMP_MILLIS),
              text(random));
      assertThat(InteractionJson.parse(InteractionJson.write(event))).isEqualTo(event);
    }
  }

  private static String text(Random random) {
    return random
        .ints(1 + random.nextInt(30), 0, 0x10FFFF)
        .map(c -> c >= 0xD800 && c < 0xE000 ? '"' : random.nextBoolean() ? c & 0x7F : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] mutate(byte[] json, Random random) {
    byte[] mutated = json;
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated[at] = (byte) "{}[]\",:\\u0e-.tfn ".charAt(random.nextInt(17));
        case 2 -> mutated = Arrays.copyOf(mutated, at + 1);
        default -> {
          byte[] longer = Arrays.copyOf(mutated, mutated.length + 1);
          System.arraycopy(mutated, at, longer, at + 1, mutated.length - at);
          mutated = longer;
        }
      }
    }
    return mutated;
  }

  private static void assertRejected(String json, Rejection reason, String field) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> parse(json))
        .satisfies(
            fault -> {
              assertThat(fault.reason()).isEqualTo(reason);
              assertThat(fault.field()).isEqualTo(field);
            });
  }

  private static Interaction parse(String json) {
    return InteractionJson.parse(bytes(json));
  }

  /// JSON with single quotes, for legibility.
  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }
}
