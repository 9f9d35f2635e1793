package io.millrace.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// [Kernels] on vectors of 512 bits: the 16 partial sums are one vector of 16 lanes, and the folds
/// over lanes are rotations, so the additions are those of [ScalarKernels]. The species is a
/// constant of the class, since the compiler makes vector instructions of nothing else.
final class Simd512Kernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final VectorShuffle<Float> BY_8 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 8) % 16);
  private static final VectorShuffle<Float> BY_4 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 4) % 16);
  private static final VectorShuffle<Float> BY_2 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 2) % 16);
  private static final VectorShuffle<Float> BY_1 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 1) % 16);

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int body = length - length % PARTIAL_SUMS;
    for (int i = 0; i < body; i += PARTIAL_SUMS) {
      sum = accumulate(sum, a, aOffset + i, b, bOffset + i);
    }
    if (body < length) {
      sum = tail(sum, a, aOffset, b, bOffset, body, length);
    }
    FloatVector eight = sum.add(sum.rearrange(BY_8));
    FloatVector four = eight.add(eight.rearrange(BY_4));
    FloatVector two = four.add(four.rearrange(BY_2));
    return two.add(two.rearrange(BY_1)).lane(0);
  }

  private static FloatVector accumulate(
      FloatVector sum, float[] a, int aIndex, float[] b, int bIndex) {
    return FloatVector.fromArray(SPECIES, a, aIndex)
        .fma(FloatVector.fromArray(SPECIES, b, bIndex), sum);
  }

  /// Adds the products from `start` to `length` that fit one vector. Lanes beyond keep their bits:
  /// adding a zero product would turn a negative zero into a positive one.
  private static FloatVector tail(
      FloatVector sum, float[] a, int aOffset, float[] b, int bOffset, int start, int length) {
    VectorMask<Float> present = SPECIES.indexInRange(start, length);
    FloatVector x = FloatVector.fromArray(SPECIES, a, aOffset + start, present);
    FloatVector y = FloatVector.fromArray(SPECIES, b, bOffset + start, present);
    return sum.blend(x.fma(y, sum), present);
  }

  @Override
  public String toString() {
    return "simd 512 bits";
  }
}
