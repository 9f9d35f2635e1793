package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenRulesTest {
  private static final Set<String> TYPES = Set.of("view", "cart", "purchase", "a:b");

  @Test
  void byDefaultEveryEventTakesItsItemOutForEver() {
    assertThat(SeenRules.DEFAULT.minutes("whatever")).isEqualTo(SeenRules.FOREVER);
    assertThat(SeenRules.DEFAULT.isEverythingForever()).isTrue();
    assertThat(SeenRules.parse(Map.of(), TYPES)).isEqualTo(SeenRules.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "forever, 2147483647",
    "no, 0",
    "30m, 30",
    "2h, 120",
    "7d, 10080",
    "999999d, 1439998560"
  })
  void aSettingSaysHowLong(String duration, int minutes) {
    SeenRules rules = SeenRules.parse(Map.of("cart", duration), TYPES);
    assertThat(rules.minutes("cart")).isEqualTo(minutes);
    assertThat(rules.minutes("view")).isEqualTo(SeenRules.FOREVER);
  }

  @Test
  void aStarStandsForAllTypesThatAreNotNamed() {
    SeenRules rules = SeenRules.parse(Map.of("*", "no", "purchase", "forever"), TYPES);
    assertThat(rules.minutes("purchase")).isEqualTo(SeenRules.FOREVER);
    assertThat(rules.minutes("view")).isZero();
    assertThat(rules.isEverythingForever()).isFalse();
  }

  @Test
  void aRequestLeavesOutWhatItNamesAndNothingElse() {
    SeenRules rules = SeenRules.leavingOut(List.of("purchase", "cart:1h", "a:b"), TYPES);
    assertThat(rules.minutes("purchase")).isEqualTo(SeenRules.FOREVER);
    assertThat(rules.minutes("cart")).isEqualTo(60);
    assertThat(rules.minutes("a:b")).isEqualTo(SeenRules.FOREVER);
    assertThat(rules.minutes("view")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      emptyValue = "",
      textBlock =
          """
          cart | 1 | '1' of type 'cart' is neither forever
          cart | 1s | '1s' of type 'cart' is neither forever
          cart | -1h | '-1h' of type 'cart' is neither forever
          cart | "" | '' of type 'cart' is neither forever
          crat | 1h | 'crat' is no event type: did you mean 'cart'?
          zebra | 1h | 'zebra' is no event type: there are
          """)
  void whatIsWrongIsNamed(String type, String duration, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeenRules.parse(Map.of(type, duration), TYPES))
        .withMessageContaining(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeenRules.leavingOut(List.of(type + ":" + duration), TYPES))
        .withMessageContaining(message);
  }
}
