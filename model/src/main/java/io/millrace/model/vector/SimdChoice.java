package io.millrace.model.vector;

import jdk.incubator.vector.FloatVector;

/// Picks kernels by the width that the machine prefers. A class of its own, so that [Kernels] loads
/// where the vector module is missing.
final class SimdChoice {
  private SimdChoice() {}

  static Kernels preferred() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    if (bits >= 512) {
      return new Simd512Kernels();
    }
    return switch (bits) {
      case 256 -> new Simd256Kernels();
      case 128 -> new Simd128Kernels();
      default -> new ScalarKernels();
    };
  }

  static CodeKernels preferredForCodes() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    if (bits >= 512) {
      return new Simd512CodeKernels();
    }
    return switch (bits) {
      case 256 -> new Simd256CodeKernels();
      case 128 -> new Simd128CodeKernels();
      default -> new ScalarCodeKernels();
    };
  }
}
