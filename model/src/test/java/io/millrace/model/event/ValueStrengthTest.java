package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueStrengthTest {
  private static final double CLOSE = 1e-12;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "value | 7 | 7",
        "  value+1 | 7 | 8",
        "(value - 3) / 2 | 1 | -1",
        "1 + 2 * value | 3 | 7",
        "(1 + 2) * value | 3 | 9",
        "10 - value - 2 | 3 | 5",
        "24 / value / 2 | 3 | 4",
        "-value * -2 | 3 | 6",
        "2 - -value | 3 | 5",
        "--value | 3 | 3",
        "log(value) | 2.718281828459045 | 1",
        "log(1 + value) | 0 | 0",
        "sqrt(value) | 9 | 3",
        "abs(value - 5) | 2 | 3",
        "min(value / 180, 1) | 90 | 0.5",
        "min(value / 180, 1) | 900 | 1",
        "max(value - 2, 0) / 3 | 1 | 0",
        "max ( min(value, 4) , 2 ) | 3 | 3",
        "1.5e2 * value | 2 | 300",
        ".5 * value + 1. | 2 | 2",
        "2E-1 * value | 10 | 2",
        "((((value)))) | 4 | 4",
      })
  void expressionsFollowTheRulesOfArithmetic(String text, double value, double expected) {
    assertThat(ValueStrength.parse(text).of(value)).isCloseTo(expected, offset(CLOSE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "log(valu) | 'valu' at position 5 | a number, value",
        "value + | its end at position 8 | a number, value",
        "value value | 'value' at position 7 | the end",
        "value ^ 2 | '^' at position 7 | the end",
        "value) | ')' at position 6 | the end",
        "(value | its end at position 7 | )",
        "log value | 'value' at position 5 | ( after log",
        "log(value, 2) | ',' at position 10 | )",
        "min(value) | ')' at position 10 | the second argument of min",
        "min(value, 1, 2) | ',' at position 13 | )",
        "sin(value) | 'sin' at position 1 | log, sqrt, abs, min or max",
        "* value | '*' at position 1 | a number, value",
        "1e999 * value | '1e999' at position 1 | a finite number",
        "1e * value | 'e' at position 2 | the end",
        "1,5 * value | ',' at position 2 | the end",
        "value; 2 | ';' at position 6 | the end",
        "value + 😀 | '😀' at position 9 | a number, value",
      })
  void aMistakeIsToldWithItsPlaceAndWhatWasExpected(String text, String found, String expected) {
    assertThatThrownBy(() -> ValueStrength.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'" + text + "'", found, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void anEmptyExpressionIsRefused(String text) {
    assertThatThrownBy(() -> ValueStrength.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 0 characters");
  }

  @Test
  void anExpressionWithoutValueIsRefused() {
    assertThatThrownBy(() -> ValueStrength.parse("2 * 3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not contain value");
  }

  @Test
  void lengthAndDepthAreBounded() {
    assertThat(ValueStrength.parse("1+".repeat(97) + "value").of(3)).isEqualTo(100);
    assertThatThrownBy(() -> ValueStrength.parse("1+".repeat(98) + "value"))
        .hasMessageContaining("has 201 characters, but must have 1 to 200");
    assertThatThrownBy(() -> ValueStrength.parse("(".repeat(50) + "value" + ")".repeat(50)))
        .hasMessageContaining("nested deeper than 32 at position 33");
    assertThatThrownBy(() -> ValueStrength.parse("-".repeat(50) + "value"))
        .hasMessageContaining("nested deeper than 32");
  }

  @Test
  void whatHasNoFiniteResultIsLeftToTheCaller() {
    assertThat(ValueStrength.parse("1 / value").of(0)).isInfinite();
    assertThat(ValueStrength.parse("log(value)").of(-1)).isNaN();
  }

  @Test
  void expressionsAreEqualByTheirText() {
    assertThat(ValueStrength.parse(" value ")).isEqualTo(ValueStrength.parse("value"));
    assertThat(ValueStrength.parse("value")).isNotEqualTo(ValueStrength.parse("value + 0"));
  }
}
