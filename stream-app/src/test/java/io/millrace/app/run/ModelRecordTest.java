package io.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.ValueStrengths;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelRecordTest {
  private static final AppSettings INSTANCE = TestSettings.of("unused:1", "app", Path.of("unused"));

  @Test
  void aModelIsServedWithTheRulesItWasLearnedWith() {
    EventRules rules =
        new EventRules(
            EventWeights.DEFAULT.with(Map.of("purchase", 5f, "hum", 0.25f)),
            ValueStrengths.parse(Map.of("purchase", "log(1 + value)", "hum", "min(value, 3)")));
    AppSettings learned = INSTANCE.of("model", INSTANCE.learner(), rules, 7);
    byte[] json = ModelRecord.building(learned, new long[] {3, 4}, "now").built().toJson();
    AppSettings served = ModelRecord.parse(json).applyTo(INSTANCE, "model");
    assertThat(served.rules()).isEqualTo(rules);
    assertThat(served.eventIds()).isEqualTo(7);
  }

  @Test
  void aRecordOfAnOlderVersionHasNoStrengths() {
    assertThat(record("").applyTo(INSTANCE, "model").rules())
        .isEqualTo(new EventRules(new EventWeights(Map.of("view", 1f)), ValueStrengths.NONE));
  }

  @Test
  void aStrengthThatThisVersionCannotReadIsNotIgnored() {
    ModelRecord newer = record("\"strengths\":{\"view\":\"sin(value)\"},");
    assertThatThrownBy(() -> newer.applyTo(INSTANCE, "model"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'view'", "'sin(value)'");
  }

  private static ModelRecord record(String strengths) {
    return ModelRecord.parse(
        """
        {"state":"built","settings":{},"weights":{"view":"1.0"},%s"eventIds":64,"bound":[5],
         "interactionsTopic":"interactions","itemsTopic":"items","usersTopic":"users","at":"now"}
        """
            .formatted(strengths)
            .getBytes(UTF_8));
  }
}
