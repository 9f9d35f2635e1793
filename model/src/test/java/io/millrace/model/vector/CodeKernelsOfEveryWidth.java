package io.millrace.model.vector;

import java.util.stream.Stream;

/// The kernels over codes that a machine may choose, on whatever machine the test runs.
public final class CodeKernelsOfEveryWidth {
  private CodeKernelsOfEveryWidth() {}

  public static Stream<CodeKernels> simd() {
    return Stream.of(new Simd128CodeKernels(), new Simd256CodeKernels(), new Simd512CodeKernels());
  }
}
