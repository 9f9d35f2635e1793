package io.millrace.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [CodeKernels] on vectors of 256 bits. The sums of half a group are eight vectors: enough to hide
/// how long a fused multiply-add takes, and few enough to stay in registers. Their loop is written
/// out, without helpers, in a method of its own: beyond a number of nodes the compiler joins
/// nothing but the vector methods themselves. Sums start from zero, since a constant of the class
/// kept the compiler from holding them in registers.
final class Simd256CodeKernels implements CodeKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final int LANES = 8;
  private static final int ROWS = 8 * LANES; // whose sums are made together

  @Override
  public int find(
      int[] codes,
      int from,
      int to,
      CodeQuery query,
      float[] slacks,
      float threshold,
      long[] survivors) {
    for (int group = from; group < to; group++) {
      sums(codes, group, query);
      if (survive(codes, group, query, slacks[group] * query.norm(), threshold, survivors)) {
        return group;
      }
    }
    return to;
  }

  private static boolean survive(
      int[] codes, int group, CodeQuery query, float slack, float threshold, long[] survivors) {
    float[] sums = query.sums();
    float bias = BIAS_UNIT * query.bias();
    int blockInts = CodeKernels.blockInts(query.quads());
    int heads = group * (GROUP / BLOCK) * blockInts;
    long below = 0;
    for (int row = 0; row < GROUP; row += LANES) {
      IntVector head =
          IntVector.fromArray(INTS, codes, heads + row / BLOCK * blockInts + row % BLOCK);
      long lanes =
          bound(FloatVector.fromArray(FLOATS, sums, row), head, bias, slack)
              .compare(VectorOperators.LT, threshold)
              .toLong();
      below |= lanes << row; // modulo 64
      if (row % Long.SIZE == Long.SIZE - LANES) {
        survivors[row / Long.SIZE] = ~below;
        below = 0;
      }
    }
    return (survivors[0] | survivors[1]) != 0;
  }

  private static FloatVector bound(FloatVector sum, IntVector head, float bias, float slack) {
    return ((FloatVector) head.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
        .fma(FloatVector.broadcast(FLOATS, bias), sum)
        .add(slack)
        .mul(head.reinterpretAsFloats());
  }

  @Override
  public void bounds(int[] codes, int group, CodeQuery query, float slack, float[] bounds) {
    sums(codes, group, query);
    float bias = BIAS_UNIT * query.bias();
    int blockInts = CodeKernels.blockInts(query.quads());
    int heads = group * (GROUP / BLOCK) * blockInts;
    for (int row = 0; row < GROUP; row += LANES) {
      IntVector head =
          IntVector.fromArray(INTS, codes, heads + row / BLOCK * blockInts + row % BLOCK);
      bound(FloatVector.fromArray(FLOATS, query.sums(), row), head, bias, slack * query.norm())
          .intoArray(bounds, row);
    }
  }

  private static void sums(int[] codes, int group, CodeQuery query) {
    int blockInts = CodeKernels.blockInts(query.quads());
    int first = group * (GROUP / BLOCK) * blockInts;
    for (int row = 0; row < GROUP; row += ROWS) {
      sums(codes, first + row / BLOCK * blockInts, query, row);
    }
  }

  private static void sums(int[] codes, int block0, CodeQuery query, int row) {
    float[] sums = query.sums();
    float[] elements = query.elements();
    int quads = query.quads();
    int blockInts = CodeKernels.blockInts(quads);
    int block1 = block0 + blockInts;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    FloatVector s4 = FloatVector.zero(FLOATS);
    FloatVector s5 = FloatVector.zero(FLOATS);
    FloatVector s6 = FloatVector.zero(FLOATS);
    FloatVector s7 = FloatVector.zero(FLOATS);
    for (int quad = 0; quad < quads; quad++) {
      FloatVector q0 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 0]);
      FloatVector q1 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 1]);
      FloatVector q2 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 2]);
      FloatVector q3 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 3]);
      int at = BLOCK * (1 + quad);
      IntVector x0 = IntVector.fromArray(INTS, codes, block0 + at);
      s0 =
          ((FloatVector) x0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s0);
      s0 =
          ((FloatVector) x0.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s0);
      s0 =
          ((FloatVector) x0.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s0);
      s0 = ((FloatVector) x0.convert(VectorOperators.I2F, 0)).fma(q3, s0);
      IntVector x1 = IntVector.fromArray(INTS, codes, block0 + at + 8);
      s1 =
          ((FloatVector) x1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s1);
      s1 =
          ((FloatVector) x1.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s1);
      s1 =
          ((FloatVector) x1.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s1);
      s1 = ((FloatVector) x1.convert(VectorOperators.I2F, 0)).fma(q3, s1);
      IntVector x2 = IntVector.fromArray(INTS, codes, block0 + at + 16);
      s2 =
          ((FloatVector) x2.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s2);
      s2 =
          ((FloatVector) x2.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s2);
      s2 =
          ((FloatVector) x2.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s2);
      s2 = ((FloatVector) x2.convert(VectorOperators.I2F, 0)).fma(q3, s2);
      IntVector x3 = IntVector.fromArray(INTS, codes, block0 + at + 24);
      s3 =
          ((FloatVector) x3.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s3);
      s3 =
          ((FloatVector) x3.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s3);
      s3 =
          ((FloatVector) x3.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s3);
      s3 = ((FloatVector) x3.convert(VectorOperators.I2F, 0)).fma(q3, s3);
      IntVector x4 = IntVector.fromArray(INTS, codes, block1 + at);
      s4 =
          ((FloatVector) x4.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s4);
      s4 =
          ((FloatVector) x4.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s4);
      s4 =
          ((FloatVector) x4.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s4);
      s4 = ((FloatVector) x4.convert(VectorOperators.I2F, 0)).fma(q3, s4);
      IntVector x5 = IntVector.fromArray(INTS, codes, block1 + at + 8);
      s5 =
          ((FloatVector) x5.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s5);
      s5 =
          ((FloatVector) x5.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s5);
      s5 =
          ((FloatVector) x5.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s5);
      s5 = ((FloatVector) x5.convert(VectorOperators.I2F, 0)).fma(q3, s5);
      IntVector x6 = IntVector.fromArray(INTS, codes, block1 + at + 16);
      s6 =
          ((FloatVector) x6.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s6);
      s6 =
          ((FloatVector) x6.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s6);
      s6 =
          ((FloatVector) x6.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s6);
      s6 = ((FloatVector) x6.convert(VectorOperators.I2F, 0)).fma(q3, s6);
      IntVector x7 = IntVector.fromArray(INTS, codes, block1 + at + 24);
      s7 =
          ((FloatVector) x7.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
              .fma(q0, s7);
      s7 =
          ((FloatVector) x7.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
              .fma(q1, s7);
      s7 =
          ((FloatVector) x7.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
              .fma(q2, s7);
      s7 = ((FloatVector) x7.convert(VectorOperators.I2F, 0)).fma(q3, s7);
    }
    s0.intoArray(sums, row);
    s1.intoArray(sums, row + 8);
    s2.intoArray(sums, row + 16);
    s3.intoArray(sums, row + 24);
    s4.intoArray(sums, row + 32);
    s5.intoArray(sums, row + 40);
    s6.intoArray(sums, row + 48);
    s7.intoArray(sums, row + 56);
  }

  @Override
  public String toString() {
    return "simd 256 bits";
  }
}
