package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerSettingsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, -1, 513})
  void aRankOutOfRangeIsRejected(int rank) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearnerSettings.DEFAULT.withRank(rank))
        .withMessageStartingWith("rank is " + rank);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512})
  void theSmallestAndTheLargestRankAreAccepted(int rank) {
    assertThat(LearnerSettings.DEFAULT.withRank(rank).rank()).isEqualTo(rank);
  }

  @Test
  void notANumberIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsBuilder().learningRate(Float.NaN).build())
        .withMessageStartingWith("learningRate is NaN");
  }

  @Test
  void someNegativesMustBeDrawnUniformly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettingsBuilder().uniformShare(0).build())
        .withMessageStartingWith("uniformShare is 0.0");
  }

  @Test
  void anotherRankChangesNothingElse() {
    LearnerSettings changed = LearnerSettings.DEFAULT.withRank(8);
    assertThat(changed.rank()).isEqualTo(8);
    assertThat(changed.withRank(LearnerSettings.DEFAULT.rank())).isEqualTo(LearnerSettings.DEFAULT);
  }
}
