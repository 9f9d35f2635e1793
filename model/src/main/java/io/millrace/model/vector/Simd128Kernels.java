package io.millrace.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// [Kernels] on vectors of 128 bits: the 16 partial sums are four vectors of 4 lanes, and the folds
/// over lanes are rotations, so the additions are those of [ScalarKernels]. The species is a
/// constant of the class, since the compiler makes vector instructions of nothing else.
final class Simd128Kernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_128;
  private static final VectorShuffle<Float> BY_2 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 2) % 4);
  private static final VectorShuffle<Float> BY_1 =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 1) % 4);

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    FloatVector first = FloatVector.zero(SPECIES);
    FloatVector second = FloatVector.zero(SPECIES);
    FloatVector third = FloatVector.zero(SPECIES);
    FloatVector fourth = FloatVector.zero(SPECIES);
    int body = length - length % PARTIAL_SUMS;
    for (int i = 0; i < body; i += PARTIAL_SUMS) {
      first = accumulate(first, a, aOffset + i, b, bOffset + i);
      second = accumulate(second, a, aOffset + i + 4, b, bOffset + i + 4);
      third = accumulate(third, a, aOffset + i + 8, b, bOffset + i + 8);
      fourth = accumulate(fourth, a, aOffset + i + 12, b, bOffset + i + 12);
    }
    if (body < length) {
      first = tail(first, a, aOffset, b, bOffset, body, length);
      second = tail(second, a, aOffset, b, bOffset, body + 4, length);
      third = tail(third, a, aOffset, b, bOffset, body + 8, length);
      fourth = tail(fourth, a, aOffset, b, bOffset, body + 12, length);
    }
    FloatVector four = first.add(third).add(second.add(fourth));
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
    if (start >= length) {
      return sum;
    }
    VectorMask<Float> present = SPECIES.indexInRange(start, length);
    FloatVector x = FloatVector.fromArray(SPECIES, a, aOffset + start, present);
    FloatVector y = FloatVector.fromArray(SPECIES, b, bOffset + start, present);
    return sum.blend(x.fma(y, sum), present);
  }

  @Override
  public String toString() {
    return "simd 128 bits";
  }
}
