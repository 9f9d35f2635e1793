package io.millrace.model.vector;

/// The reference: what [Kernels] says, one element at a time.
public final class ScalarKernels implements Kernels {

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    float[] sums = new float[PARTIAL_SUMS];
    for (int i = 0; i < length; i++) {
      int lane = i % PARTIAL_SUMS;
      sums[lane] = Math.fma(a[aOffset + i], b[bOffset + i], sums[lane]);
    }
    for (int half = PARTIAL_SUMS / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        sums[lane] += sums[lane + half];
      }
    }
    return sums[0];
  }

  @Override
  public String toString() {
    return "scalar";
  }
}
