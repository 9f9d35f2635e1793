package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.learner.LearnerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingByNameTest {
  @Test
  void oneSettingChangesAndTheOthersStay() {
    LearnerSettings changed = SettingByName.with(LearnerSettings.DEFAULT, "learningRate", "0.1");
    assertThat(changed.learningRate()).isEqualTo(0.1f);
    assertThat(
            SettingByName.with(
                changed, "learningRate", "" + LearnerSettings.DEFAULT.learningRate()))
        .isEqualTo(LearnerSettings.DEFAULT);
    assertThat(
            SettingByName.with(LearnerSettings.DEFAULT, "trendHalfLifeMillis", "60000")
                .trendHalfLifeMillis())
        .isEqualTo(60_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "rank, 0, rank is 0.0",
    "rank, 513, rank is 513.0",
    "rank, 1.5, rank is '1.5'",
    "learningRate, NaN, learningRate is NaN",
    "speed, 1, there is no setting 'speed'",
  })
  void whatIsWrongIsNamed(String name, String value, String message) {
    assertThatThrownBy(() -> SettingByName.with(LearnerSettings.DEFAULT, name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
