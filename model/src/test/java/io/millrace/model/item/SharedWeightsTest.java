package io.millrace.model.item;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedWeightsTest {
  @ParameterizedTest(name = "{0} ms is gap {1}")
  @CsvSource({
    "-5000, 0",
    "0, 0",
    "999, 0",
    "1000, 1",
    "2999, 1",
    "3000, 2",
    "6999, 2",
    "7000, 3",
    "86400000, 16",
    "9000000000000000, 30",
    "9223372036854775807, 30",
    "-9223372036854775808, 0"
  })
  void gapsDouble(long millis, int gap) {
    assertThat(SharedWeights.gapOf(millis)).isEqualTo(gap);
    assertThat(SharedWeights.gapIndex(millis)).isEqualTo(SharedWeights.PLACES + gap);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0"})
  void onePartitionAddsToWhatTheOtherAdded(int first, int second) {
    var matrix = new ItemMatrix(1, 2, 0, 0.1f);
    ItemPart[] parts = {matrix.newPart(0), matrix.newPart(1)};
    matrix.activate(parts[0]);
    matrix.activate(parts[1]);
    int[] indices = {3, SharedWeights.gapIndex(1000), 3};
    float[] changes = {0.25f, -0.25f, 0.25f};
    matrix.addToSharedWeights(parts[first], indices, changes, 3);
    matrix.addToSharedWeights(parts[second], indices, changes, 3);
    assertThat(matrix.sharedWeights().place(3)).isEqualTo(1);
    assertThat(matrix.sharedWeights().gap(1)).isEqualTo(-0.5f);
    assertThat(parts[first].drainSharedWeightsDirty()).isTrue();
    assertThat(parts[first].drainSharedWeightsDirty()).isFalse();
    matrix.deactivate(parts[second]);
    assertThat(matrix.sharedWeights().place(3)).isEqualTo(0.5f);
  }
}
