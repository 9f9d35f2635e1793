package io.millrace.producer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemJsonTest {
  private static final ItemDetails FULL =
      new ItemDetails(
          "Alien",
          List.of("Horror", "Sci-Fi"),
          List.of("space"),
          296_352_000_000L,
          true,
          4_102_444_800_000L,
          Map.of("rating", new Attribute.Text("R"), "year", new Attribute.Numeral("1979")));
  private static final String FULL_JSON =
      """
      {"title":"Alien","categories":["Horror","Sci-Fi"],"tags":["space"],"timestamp":296352000000,\
      "hidden":true,"expiresAt":4102444800000,"attributes":{"rating":"R","year":1979}}""";

  @Test
  void allFieldsAreReadAndWritten() {
    assertThat(parse(FULL_JSON)).isEqualTo(FULL);
    assertThat(new String(ItemJson.write(FULL), UTF_8)).isEqualTo(FULL_JSON);
  }

  @Test
  void nothingNeedsToBeKnown() {
    assertThat(parse("{}")).isEqualTo(ItemDetails.UNLISTED);
    assertThat(new String(ItemJson.write(ItemDetails.UNLISTED), UTF_8)).isEqualTo("{}");
    assertThat(
            parse(
                "{'title':null,'categories':null,'tags':[],'timestamp':null,'hidden':null,"
                    + "'expiresAt':null,'attributes':null,'other':[{}]}"))
        .isEqualTo(ItemDetails.UNLISTED);
  }

  @Test
  void attributesKeepTheirTypes() {
    String json =
        "{'attributes':{'n':-1.50e3,'no':false,'s':'x','several':['a','b'],'yes':true}}"
            .replace('\'', '"');
    ItemDetails details = parse(json.replace("-1.50e3", " -1.50e3 ,'none':null"));
    assertThat(details.attributes())
        .isEqualTo(
            Map.of(
                "n", new Attribute.Numeral("-1.50e3"),
                "no", new Attribute.Flag(false),
                "s", new Attribute.Text("x"),
                "several", new Attribute.Texts(List.of("a", "b")),
                "yes", new Attribute.Flag(true)));
    assertThat(new String(ItemJson.write(details), UTF_8)).isEqualTo(json);
  }

  @Test
  void unknownFieldsAreTold() {
    List<String> unknown = new ArrayList<>();
    byte[] json = "{\"category\":\"a\",\"price\":[1]}".getBytes(UTF_8);
    assertThat(ItemJson.parse(json, (name, _) -> unknown.add(name)))
        .isEqualTo(ItemDetails.UNLISTED);
    assertThat(unknown).containsExactly("category", "price");
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> ItemJson.parse(json, UnknownFields.REFUSED))
        .withMessage(
            "category '\"a\"' is in a field that is not known: did you mean 'categories'?");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'title':1} | title",
        "{'title':'\\udc00'} | title",
        "{'categories':'Horror'} | categories",
        "{'categories':[1]} | categories",
        "{'categories':[null]} | categories",
        "{'categories':['']} | categories",
        "{'tags':{}} | tags",
        "{'hidden':'true'} | hidden",
        "{'hidden':1} | hidden",
        "{'expiresAt':'soon'} | expiresAt",
        "{'timestamp':[]} | timestamp",
        "{'attributes':[]} | attributes",
        "{'attributes':{'':'x'}} | attributes",
        "{'attributes':{'a':[1]}} | attributes.a",
        "{'attributes':{'a':{}}} | attributes.a",
        "{'attributes':{'a':[null]}} | attributes.a",
        "{'attributes':{'a':[[]]}} | attributes.a"
      })
  void aWrongTypeOrRangeIsAnInvalidField(String json, String field) {
    assertRejected(json, Rejection.INVALID_FIELD, field);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "[]",
        "{'title':'a'}{}",
        "{'title':'a','title':'b'}",
        "{'attributes':{'a':'1','a':'2'}}",
        "{'tags':['a',]}"
      })
  void whatIsNoJsonObjectIsMalformed(String json) {
    assertRejected(json, Rejection.MALFORMED, "body");
  }

  @Test
  void anyBytesGiveDetailsOrAnInvalidEventException() {
    long seed = System.nanoTime();
    System.out.println("mutations of JSON, seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] mutated = FULL_JSON.getBytes(UTF_8);
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutated[random.nextInt(mutated.length)] =
            (byte) "{}[]\",:\\u0e-.tfn \u00e9".charAt(random.nextInt(18));
      }
      try {
        ItemDetails details = ItemJson.parse(mutated);
        assertThat(ItemJson.parse(ItemJson.write(details))).isEqualTo(details);
      } catch (InvalidEventException expected) {
        assertThat(expected.field()).isNotEmpty();
      }
    }
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

  private static ItemDetails parse(String json) {
    return ItemJson.parse(json.replace('\'', '"').getBytes(UTF_8));
  }
}
