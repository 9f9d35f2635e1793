package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventWeightsTest {
  @Test
  void theDefaultTypeOfAnEventHasAWeight() {
    assertThat(EventWeights.DEFAULT.of(Interaction.of("ann", "book"))).isEqualTo(1);
  }

  @Test
  void aDislikeIsNegativeAndASeenItemNeutral() {
    assertThat(EventWeights.DEFAULT.of(event("dislike"))).isNegative();
    assertThat(EventWeights.DEFAULT.of(event("seen"))).isZero();
  }

  @Test
  void anUnknownTypeIsRejectedWithTheKnownOnesInOrder() {
    var weights = new EventWeights(Map.of("view", 1f, "buy", 2f));
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> weights.of(event("stare")))
        .withMessage("type 'stare' is none of buy, view")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Rejection.UNKNOWN_TYPE))
        .satisfies(e -> assertThat(e.field()).isEqualTo("type"));
  }

  @Test
  void typesAreCaseSensitive() {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> EventWeights.DEFAULT.of(event("View")));
  }

  @Test
  void changesReplaceAndAdd() {
    var weights = new EventWeights(Map.of("view", 1f, "buy", 2f));
    EventWeights changed = weights.with(Map.of("buy", 3f, "stare", 0.5f));
    assertThat(changed.byType()).isEqualTo(Map.of("view", 1f, "buy", 3f, "stare", 0.5f));
    assertThat(weights.byType()).isEqualTo(Map.of("view", 1f, "buy", 2f));
  }

  @ParameterizedTest
  @ValueSource(
      floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 100.1f, -1e6f})
  void aWeightMustBeBounded(float weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventWeights.DEFAULT.with(Map.of("stare", weight)))
        .withMessage(
            "weight of event type 'stare' is " + weight + ", but must be between -100.0 and 100.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"undo", "erase", "merge"})
  void aReservedTypeHasNoWeight(String type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventWeights.DEFAULT.with(Map.of(type, 1f)))
        .withMessage("event type '%s' is reserved: it can have no weight", type);
  }

  private static Interaction event(String type) {
    return new Interaction(null, "ann", "book", type, null, null, null);
  }
}
