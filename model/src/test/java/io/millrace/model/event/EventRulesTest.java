package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventRulesTest {
  private static final EventRules RULES =
      new EventRules(
          EventWeights.DEFAULT.with(Map.of("purchase", 5f)),
          ValueStrengths.parse(
              Map.of("purchase", "log(1 + value)", "rating", "(value - 3) / 2", "play", "value")));

  private static Interaction event(String type, @Nullable Double value) {
    return new Interaction(null, "ann", "tea", type, value, null, null);
  }

  @Test
  void theWeightOfTheTypeIsMultipliedByTheStrengthOfTheValue() {
    assertThat(RULES.weightOf(event("purchase", Math.E - 1))).isEqualTo(5f);
    assertThat(RULES.weightOf(event("rating", 5.0))).isEqualTo(1f);
    assertThat(RULES.weightOf(event("rating", 3.0))).isZero();
    assertThat(RULES.weightOf(event("rating", 1.0))).isEqualTo(-1f);
  }

  @Test
  void withoutAValueOrAStrengthTheWeightStandsAlone() {
    assertThat(RULES.weightOf(event("purchase", null))).isEqualTo(5f);
    assertThat(RULES.weightOf(event("view", 17.0))).isEqualTo(1f);
    assertThat(EventRules.DEFAULT.weightOf(event("rating", 1.0))).isEqualTo(1f);
  }

  @Test
  void aStrengthBeyondTheLargestWeightCountsAsTheLargest() {
    assertThat(RULES.weightOf(event("play", 1e300))).isEqualTo(EventWeights.MAX_WEIGHT);
    assertThat(RULES.weightOf(event("play", -1e300))).isEqualTo(-EventWeights.MAX_WEIGHT);
  }

  @Test
  void aValueWithoutAFiniteStrengthIsRejectedWithItsTypeAndExpression() {
    assertThatThrownBy(() -> RULES.weightOf(event("purchase", -1.0)))
        .isInstanceOfSatisfying(
            InvalidEventException.class,
            fault -> {
              assertThat(fault.reason()).isEqualTo(Rejection.INVALID_FIELD);
              assertThat(fault.field()).isEqualTo("value");
              assertThat(fault.value()).isEqualTo("-1.0");
            })
        .hasMessageContainingAll("'-1.0'", "'purchase'", "log(1 + value)", "-Infinity");
    assertThatThrownBy(() -> RULES.weightOf(event("purchase", -2.0)))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void aStrengthOfATypeWithoutAWeightIsRefused() {
    ValueStrengths strengths = ValueStrengths.parse(Map.of("purchse", "value"));
    assertThatThrownBy(() -> new EventRules(EventWeights.DEFAULT, strengths))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'purchse'", "no weight", "mean 'purchase'");
  }

  @Test
  void anExpressionThatIsWrongIsRefusedWithItsType() {
    assertThatThrownBy(() -> ValueStrengths.parse(Map.of("purchase", "log(")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'purchase'", "'log('", "position 5");
  }
}
