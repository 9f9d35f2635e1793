package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemDetailsTest {
  @Test
  void anUnlistedItemIsServed() {
    assertThat(ItemDetails.UNLISTED.servable(0)).isTrue();
    assertThat(ItemDetails.UNLISTED.servable(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aHiddenItemIsNeverServed() {
    assertThat(details(true, null).servable(0)).isFalse();
  }

  @Test
  void anItemIsServedUntilItExpires() {
    ItemDetails details = details(false, 1000L);
    assertThat(details.servable(999)).isTrue();
    assertThat(details.servable(1000)).isFalse();
  }

  @Test
  void hundredEntriesAreTheMost() {
    List<String> hundred = Collections.nCopies(100, "x");
    List<String> more = Collections.nCopies(101, "x");
    assertThat(new ItemDetails(null, hundred, hundred, null, false, null, attributes(100)))
        .isNotNull();
    assertRejected("categories '101 entries' are more than 100", () -> ItemDetails.of("t", more));
    assertRejected(
        "tags '101 entries' are more than 100",
        () -> new ItemDetails(null, List.of(), more, null, false, null, Map.of()));
    assertRejected(
        "attributes '101 entries' are more than 100",
        () -> new ItemDetails(null, List.of(), List.of(), null, false, null, attributes(101)));
  }

  @Test
  void everyCategoryAndTagIsChecked() {
    assertRejected("categories '' is empty", () -> ItemDetails.of("t", List.of("a", "")));
    assertRejected(
        "tags '' is empty",
        () -> new ItemDetails(null, List.of(), List.of(""), null, false, null, Map.of()));
  }

  @Test
  void titlesAndAttributesAreBoundedText() {
    assertThat(ItemDetails.of("t".repeat(1024), List.of()).title()).hasSize(1024);
    assertRejected(
        "title '" + "t".repeat(100) + "...' is longer than 1024 bytes of UTF-8",
        () -> ItemDetails.of("t".repeat(1025), List.of()));
    assertRejected("title '\ud800' is not valid UTF-8", () -> ItemDetails.of("\ud800", List.of()));
    assertRejected("attributes '' is empty", () -> withAttributes(Map.of("", text("v"))));
    assertRejected("attributes '\udc00' is not valid UTF-8", () -> text("\udc00"));
  }

  @Test
  void attributesOfEachTypeAreBounded() {
    assertThat(new Attribute.Texts(List.of("x".repeat(1024), "")).texts()).hasSize(2);
    assertRejected(
        "attributes '1025 bytes of strings' are more than 1024",
        () -> new Attribute.Texts(List.of("x".repeat(1024), "y")));
    assertRejected(
        "attributes '101 strings' are more than 100",
        () -> new Attribute.Texts(Collections.nCopies(101, "")));
    for (String number : List.of("01", "1.", ".5", "+1", "NaN", "", "1 ", "0x1")) {
      assertRejected(
          "attributes '" + number + "' is no number", () -> new Attribute.Numeral(number));
    }
    assertThat(new Attribute.Numeral("-12.50e+3").text()).isEqualTo("-12.50e+3");
  }

  private static Attribute text(String text) {
    return new Attribute.Text(text);
  }

  private static ItemDetails withAttributes(Map<String, Attribute> attributes) {
    return new ItemDetails(null, List.of(), List.of(), null, false, null, attributes);
  }

  @Test
  void laterChangesOfTheGivenListsDoNotShow() {
    var categories = new ArrayList<>(List.of("a"));
    ItemDetails details = ItemDetails.of("t", categories);
    categories.add("b");
    assertThat(details.categories()).containsExactly("a");
  }

  private static ItemDetails details(boolean hidden, @Nullable Long expiresAtMillis) {
    return new ItemDetails(null, List.of(), List.of(), null, hidden, expiresAtMillis, Map.of());
  }

  private static Map<String, Attribute> attributes(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "a" + i, i -> text("v")));
  }

  private static void assertRejected(String message, ThrowingCallable making) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(making)
        .withMessage(message)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Rejection.INVALID_FIELD));
  }
}
