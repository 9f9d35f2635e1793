package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InteractionTest {
  private static final Interaction VIEW = Interaction.of("ann", "book");

  @Test
  void theShortFormIsAView() {
    assertThat(VIEW).isEqualTo(new Interaction(null, "ann", "book", "view", null, null, null));
  }

  @Test
  void everyIdIsChecked() {
    assertRejected("userId '' is empty", () -> Interaction.of("", "book"));
    assertRejected("itemId '' is empty", () -> Interaction.of("ann", ""));
    assertRejected(
        "type '' is empty", () -> new Interaction(null, "ann", "book", "", null, null, null));
    assertRejected(
        "eventId '' is empty", () -> new Interaction("", "ann", "book", "view", null, null, null));
    assertRejected(
        "recommendationId '' is empty",
        () -> new Interaction(null, "ann", "book", "view", null, null, ""));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aValueMustBeFinite(double value) {
    assertRejected(
        Rejection.NOT_FINITE,
        "value '" + value + "' is not finite",
        () -> new Interaction(null, "ann", "book", "view", value, null, null));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3.5, Double.MAX_VALUE, Double.MIN_VALUE})
  void anyFiniteValueIsValid(double value) {
    var event = new Interaction(null, "ann", "book", "view", value, null, null);
    assertThat(event.value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(longs = {-62_135_596_800_001L, Long.MIN_VALUE, 253_402_300_800_000L, Long.MAX_VALUE})
  void aTimeIsBetweenTheYears1And9999(long millis) {
    assertRejected(
        "timestamp '" + millis + "' is not between the years 1 and 9999", () -> VIEW.at(millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {-62_135_596_800_000L, 0, 253_402_300_799_999L})
  void theFirstAndTheLastMomentAreValid(long millis) {
    assertThat(VIEW.at(millis).timestampMillis()).isEqualTo(millis);
  }

  @Test
  void anotherTimeChangesNothingElse() {
    var event = new Interaction("e", "ann", "book", "like", 4.0, 1L, "r");
    assertThat(event.at(2)).isEqualTo(new Interaction("e", "ann", "book", "like", 4.0, 2L, "r"));
  }

  private static void assertRejected(String message, ThrowingCallable making) {
    assertRejected(Rejection.INVALID_FIELD, message, making);
  }

  private static void assertRejected(Rejection reason, String message, ThrowingCallable making) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(making)
        .withMessage(message)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(message).startsWith(e.field() + " '" + e.value() + "'"));
  }
}
