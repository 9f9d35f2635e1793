package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InvalidEventExceptionTest {
  @Test
  void itNamesFieldValueAndReason() {
    var e = new InvalidEventException(Rejection.INVALID_FIELD, "value", 1.5, "is odd");
    assertThat(e).hasMessage("value '1.5' is odd");
    assertThat(e.reason()).isEqualTo(Rejection.INVALID_FIELD);
    assertThat(e.field()).isEqualTo("value");
    assertThat(e.value()).isEqualTo("1.5");
  }

  @Test
  void aLongValueIsShortened() {
    assertThat(shown("a".repeat(100))).isEqualTo("a".repeat(100));
    assertThat(shown("a".repeat(101))).isEqualTo("a".repeat(100) + "...");
  }

  @Test
  void aValueIsNotCutInTheMiddleOfACharacter() {
    String shown = shown("a".repeat(99) + "😀".repeat(10));
    assertThat(shown).isEqualTo("a".repeat(99) + "...");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(shown)).isTrue();
  }

  private static String shown(String value) {
    return new InvalidEventException(Rejection.INVALID_FIELD, "userId", value, "is wrong").value();
  }
}
