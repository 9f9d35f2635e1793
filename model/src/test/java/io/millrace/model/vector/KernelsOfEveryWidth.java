package io.millrace.model.vector;

import java.util.stream.Stream;

/// The kernels that a machine may choose, on whatever machine the test runs.
public final class KernelsOfEveryWidth {
  private KernelsOfEveryWidth() {}

  public static Stream<Kernels> simd() {
    return Stream.of(new Simd128Kernels(), new Simd256Kernels(), new Simd512Kernels());
  }
}
