package io.millrace.model.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTrialTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 64, 130})
  void kernelsAndReferenceScanAllRows(int rank) {
    CodeKernelsOfEveryWidth.simd()
        .forEach(
            kernels -> {
              var trial = new KernelTrial(kernels, rank);
              assertThat(trial.isComparison()).isTrue();
              assertThat(trial.scan()).isEqualTo(8);
              assertThat(trial.scanByReference()).isEqualTo(8);
            });
    assertThat(new KernelTrial(new ScalarCodeKernels(), rank).isComparison()).isFalse();
  }
}
