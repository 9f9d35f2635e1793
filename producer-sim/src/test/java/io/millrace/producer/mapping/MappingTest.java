package io.millrace.producer.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
  private static final String TRACK =
      """
      user: userId|anonymousId
      item: properties.product_id
      type: event
      types:
        Product Viewed: view
        Order Completed: purchase
      otherTypes: drop
      value: properties.price
      time: timestamp
      eventId: messageId
      context: properties.list_id
      """;

  @TempDir Path folder;

  @Test
  void aNestedRecordBecomesAnEvent() {
    assertThat(
            map(
                TRACK,
                """
                {"userId":null,"anonymousId":"a","event":"Product Viewed","messageId":"m",
                 "timestamp":"2023-11-14T22:13:20.5Z",
                 "properties":{"product_id":7,"price":"12.5","list_id":"r"}}"""))
        .isEqualTo(
            new MappedRecord.Event(
                new Interaction("m", "a", "7", "view", 12.5, 1_700_000_000_500L, "r")));
  }

  @Test
  void theFirstOfSeveralPlacesThatHasAValueCounts() {
    assertThat(event("{user: u|v, item: i}", "{\"u\":\"1\",\"v\":\"2\",\"i\":3}").userId())
        .isEqualTo("1");
    assertThat(event("{user: [u, v], item: i}", "{\"u\":\"\",\"v\":2,\"i\":3}").userId())
        .isEqualTo("2");
  }

  @Test
  void aTypeThatIsNotNamedIsKeptOrDropped() {
    String record = "{\"u\":1,\"i\":2,\"e\":\"Page\"}";
    String mapping = "{user: u, item: i, type: e, types: {Buy: purchase}";
    assertThat(event(mapping + "}", record).type()).isEqualTo("Page");
    assertThat(map(mapping + ", otherTypes: drop}", record))
        .isEqualTo(new MappedRecord.Dropped("Page"));
    assertThat(event(mapping + ", otherTypes: drop}", record.replace("Page", "purchase")).type())
        .isEqualTo("purchase");
  }

  @Test
  void aPathFindsNamesWithDotsElementsOfArraysAndNamesThatBeginWithADollar() {
    String record =
        "{\"a.b\":{\"c.d\":\"u\"},\"list\":[{\"x\":1},{\"x\":42.0}],\"$key\":\"k\",\"$headers.id\":\"h\"}";
    Interaction event =
        event("{user: a.b.c.d, item: list.1.x, type: $key, eventId: $headers.id}", record);
    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.itemId()).isEqualTo("42");
    assertThat(event.type()).isEqualTo("k");
    assertThat(event.eventId()).isEqualTo("h");
  }

  @ParameterizedTest
  @CsvSource({"{fixed: like}", "=like", "missing|=like"})
  void aFixedValueStandsForWhatTheRecordDoesNotHave(String type) {
    assertThat(
            event(
                    "{user: u, item: i, type: '%s'}"
                        .formatted(type)
                        .replace("'{", "{")
                        .replace("}'", "}"),
                    "{\"u\":1,\"i\":2}")
                .type())
        .isEqualTo("like");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "auto; 1700000000; 1700000000000",
        "auto; 1700000000123; 1700000000123",
        "auto; 1700000000123456; 1700000000123",
        "auto; 1700000000123456789; 1700000000123",
        "auto; -86400; -86400000",
        "s; 5; 5000",
        "ms; 5; 5",
        "us; 5000; 5",
        "ns; 5000000; 5",
        "iso; \"2023-11-14 22:13:20 UTC\"; 1700000000000",
        "auto; \"2023-11-14 22:13:20 +0000 UTC\"; 1700000000000",
        "auto; \"2023-11-14\"; 1699920000000",
        "auto; \"Tue, 14 Nov 2023 22:13:20 GMT\"; 1700000000000",
        "dd/MM/yyyy HH:mm; \"14/11/2023 22:13\"; 1699999980000",
        "yyyyMMdd; 20231114; 1699920000000"
      })
  void timesAreReadInTheirFormat(String format, String json, long millis) {
    assertThat(
            event(
                    "{user: u, item: i, time: t, timeFormat: '%s'}".formatted(format),
                    "{\"u\":1,\"i\":2,\"t\":%s}".formatted(json))
                .timestampMillis())
        .isEqualTo(millis);
  }

  @Test
  void aZoneCountsForTimesThatNameNone() {
    assertThat(
            event(
                    "{user: u, item: i, time: t, timeFormat: yyyy-MM-dd HH:mm, timeZone: Europe/Paris}",
                    "{\"u\":1,\"i\":2,\"t\":\"2023-11-14 23:13\"}")
                .timestampMillis())
        .isEqualTo(1_699_999_980_000L);
    assertThat(
            event("{user: u, item: i, time: t, timeFormat: none}", "{\"u\":1,\"i\":2,\"t\":\"x\"}")
                .timestampMillis())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"i\":2}; userId '' is missing: u is empty or not there",
        "{\"u\":{\"id\":1},\"i\":2}; userId '{\"id\": 1}' is an object: name a field in it, such as a.b",
        "{\"u\":true,\"i\":2}; userId 'true' is neither a string nor a number",
        "{\"u\":1,\"i\":2,\"v\":\"much\"}; value 'much' is no number"
      })
  void aBadRecordNamesItsField(String record, String message) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> map("{user: u, item: i, value: v}", record))
        .withMessage(message);
  }

  @Test
  void anItemHasItsDetailsAndAnyFurtherFieldAsAttribute() {
    String mapping =
        """
        target: items
        item: sku
        title: name
        categories: path
        tags: labels
        hidden: off
        expiresAt: until
        attributes: '*'
        """;
    assertThat(
            map(
                mapping,
                """
                {"sku":7,"name":"Lamp","path":"Home|Light","labels":["new"],"off":"yes",
                 "until":1700000000,"price":12.5,"brand":"Lux","$key":"k","nested":{"a":1}}"""))
        .isEqualTo(
            new MappedRecord.Item(
                "7",
                new ItemDetails(
                    "Lamp",
                    List.of("Home", "Light"),
                    List.of("new"),
                    null,
                    true,
                    1_700_000_000_000L,
                    Map.of(
                        "price",
                        new Attribute.Numeral("12.5"),
                        "brand",
                        new Attribute.Text("Lux")))));
    assertThat(map("{target: items, item: id, deleted: gone}", "{\"id\":1,\"gone\":true}"))
        .isEqualTo(new MappedRecord.Item("1", null));
  }

  @Test
  void aUserKeepsItsFields() {
    assertThat(map("{target: users, user: id}", "{\"id\":5,\"country\":\"fr\"}"))
        .isEqualTo(
            new MappedRecord.User(
                "5", new JsonValue.Fields(Map.of("country", new JsonValue.Text("fr")))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "user: u\\nitm: i; m, line 2: 'itm' is no field of interactions; nearest is 'item'; there are",
        "user: u; m, line 1: item is missing: say where it stands, such as 'item: itemId'",
        "user: u\\nitem: i\\ntimeFormat: seconds; m, line 3: timeFormat 'seconds' is none of auto,",
        "user: u\\nitem: i\\nuser: v; m, line 3: has 'user' twice",
        "user: u\\nitem: 0; m, line 2: item '0' is no number of a column",
        "user: u\\nitem: a||b; m, line 2: item 'a||b' is empty",
        "target: item\\nitem: i; m, line 1: target 'item' is none of interactions, items, users",
        "user: u\\nitem: i\\ncharset: latin; m, line 3: charset 'latin' is no charset of Java",
        "user: u\\nitem: i\\notherTypes: no; m, line 3: otherTypes 'no' is neither keep nor drop",
        "user: u\\nitem: i\\ntimeZone: Europe/Pariss; m, line 3: timeZone 'Europe/Pariss' is no zone",
        "user: [u\\nitem: i; m, line 2: is no YAML: ",
        "just text; m, line 1: is no mapping: write lines such as 'user: userId'",
        "user: &a [u]\\nitem: *a; m: is no YAML: "
      })
  void aWrongMappingIsOneLineThatSaysWhereAndWhat(String yaml, String message) {
    assertThatExceptionOfType(InvalidMappingException.class)
        .isThrownBy(() -> Mapping.parse("m", yaml.replace("\\n", "\n")))
        .satisfies(
            fault -> assertThat(fault.getMessage()).startsWith(message).doesNotContain("\n"));
  }

  @Test
  void aFileOfPropertiesSaysTheSame() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("shop.properties"),
            "# a shop\nuser = visitorid\nitem = itemid\ntype = event\ntypes.addtocart = cart\n");
    JsonValue.Fields record =
        JsonValue.parseObject(
            "{\"visitorid\":1,\"itemid\":2,\"event\":\"addtocart\"}".getBytes(UTF_8));
    assertThat(Mapping.load(file).map(record))
        .isEqualTo(
            new MappedRecord.Event(new Interaction(null, "1", "2", "cart", null, null, null)));
    Files.writeString(file, "user = a\n\nusr = b\n");
    assertThatExceptionOfType(InvalidMappingException.class)
        .isThrownBy(() -> Mapping.load(file))
        .withMessageStartingWith(file + ", line 3: 'usr' is no field");
    assertThatExceptionOfType(InvalidMappingException.class)
        .isThrownBy(() -> Mapping.load(folder.resolve("none.yaml")))
        .withMessageEndingWith("none.yaml does not exist");
  }

  @Test
  void flagsCompleteAFileAndWinOverIt() {
    MappingText file = MappingText.yaml("m", "{user: a, types: {x: view}}");
    MappingText flags =
        MappingText.flag("--columns", "", Map.of("user", "b", "item", "c", "type", "t"))
            .with(MappingText.flag("--types", "types", Map.of("y", "cart")));
    Mapping mapping = file.with(flags).mapping();
    assertThat(mapping.places().get("user")).hasToString("b");
    assertThat(mapping.types().renames()).containsOnlyKeys("x", "y");
    assertThatExceptionOfType(InvalidMappingException.class)
        .isThrownBy(() -> MappingText.flag("--columns", "", Map.of("itm", "c")).checked())
        .withMessageStartingWith("--columns: 'itm' is no field of interactions; nearest is 'item'");
  }

  @Test
  void aColumnThatIsNotThereIsToldWithTheNearest() {
    Mapping mapping = Mapping.parse("m", "{user: visitor_id|uid, item: 2}");
    assertThat(mapping.onColumns("f.csv", List.of("uid", "x")).places().get("item"))
        .hasToString("column 2");
    assertThatExceptionOfType(InvalidMappingException.class)
        .isThrownBy(
            () ->
                Mapping.parse("m", "{user: visitor_id, item: 2}")
                    .onColumns("f.csv", List.of("visitorid", "itemid")))
        .withMessage(
            "f.csv has no column for user: 'visitor_id' is not there; nearest is 'visitorid';"
                + " there are visitorid, itemid");
  }

  private static Interaction event(String mapping, String record) {
    return ((MappedRecord.Event) map(mapping, record)).interaction();
  }

  private static MappedRecord map(String mapping, String record) {
    return Mapping.parse("m", mapping).map(JsonValue.parseObject(record.getBytes(UTF_8)));
  }
}
