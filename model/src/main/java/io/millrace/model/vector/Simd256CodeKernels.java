package io.millrace.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [CodeKernels] on vectors of 256 bits, as [Simd512CodeKernels], half a group at a time.
final class Simd256CodeKernels implements CodeKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final int ROWS = 64; // whose bounds are made together

  @Override
  public int find(
      CodeBlocks blocks,
      int from,
      int to,
      CodeQuery query,
      float[] slacks,
      float threshold,
      long[] survivors) {
    for (int group = from; group < to; group++) {
      float slack = slacks[group] * query.norm();
      boolean below = true;
      for (int row = 0; row < GROUP; row += ROWS) {
        below &= allBelow(blocks, group, row, query, slack, threshold);
      }
      if (!below) {
        bounds(blocks, group, query, slacks[group], query.bounds(), 0);
        var _ = survivors(query.bounds(), 0, threshold, survivors);
        return group;
      }
    }
    return to;
  }

  @Override
  public boolean survivors(float[] bounds, int at, float threshold, long[] survivors) {
    survivors[0] = 0;
    survivors[1] = 0;
    for (int row = 0; row < GROUP; row += FLOATS.length()) {
      long surviving =
          FloatVector.fromArray(FLOATS, bounds, at + row)
              .compare(VectorOperators.LT, threshold)
              .not()
              .toLong();
      survivors[row / Long.SIZE] |= surviving << row; // modulo 64
    }
    return (survivors[0] | survivors[1]) != 0;
  }

  @Override
  public void bounds(
      CodeBlocks blocks, int group, CodeQuery query, float slack, float[] bounds, int at) {
    float none = Float.NEGATIVE_INFINITY; // nothing is below it, so all are stored
    for (int row = 0; row < GROUP; row += ROWS) {
      allBelow(blocks, group, row, query, slack * query.norm(), none);
    }
    System.arraycopy(query.bounds(), 0, bounds, at, GROUP);
  }

  /// Whether the bounds of some rows of a group are all below a threshold. If not, they are stored.
  ///
  /// @param row the first of them
  private static boolean allBelow(
      CodeBlocks blocks, int group, int row, CodeQuery query, float slack, float threshold) {
    int[] codes = blocks.codes();
    float[] elements = query.elements();
    int quads = query.quads();
    int block0 = blocks.at(group, row / BLOCK);
    int block1 = blocks.at(group, row / BLOCK + 1);
    int block2 = blocks.at(group, row / BLOCK + 2);
    int block3 = blocks.at(group, row / BLOCK + 3);
    FloatVector bias = FloatVector.broadcast(FLOATS, BIAS_UNIT * query.bias());
    FloatVector start = FloatVector.broadcast(FLOATS, slack);
    IntVector h0 = IntVector.fromArray(INTS, codes, block0);
    FloatVector s0 =
        ((FloatVector) h0.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h1 = IntVector.fromArray(INTS, codes, block0 + 8);
    FloatVector s1 =
        ((FloatVector) h1.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h2 = IntVector.fromArray(INTS, codes, block1);
    FloatVector s2 =
        ((FloatVector) h2.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h3 = IntVector.fromArray(INTS, codes, block1 + 8);
    FloatVector s3 =
        ((FloatVector) h3.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h4 = IntVector.fromArray(INTS, codes, block2);
    FloatVector s4 =
        ((FloatVector) h4.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h5 = IntVector.fromArray(INTS, codes, block2 + 8);
    FloatVector s5 =
        ((FloatVector) h5.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h6 = IntVector.fromArray(INTS, codes, block3);
    FloatVector s6 =
        ((FloatVector) h6.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h7 = IntVector.fromArray(INTS, codes, block3 + 8);
    FloatVector s7 =
        ((FloatVector) h7.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    for (int quad = 0; quad < quads; quad++) {
      FloatVector q0 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 0]);
      FloatVector q1 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 1]);
      FloatVector q2 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 2]);
      FloatVector q3 = FloatVector.broadcast(FLOATS, elements[QUAD * quad + 3]);
      int line = BLOCK * (1 + quad);
      IntVector x0 = IntVector.fromArray(INTS, codes, block0 + line);
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
      IntVector x1 = IntVector.fromArray(INTS, codes, block0 + 8 + line);
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
      IntVector x2 = IntVector.fromArray(INTS, codes, block1 + line);
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
      IntVector x3 = IntVector.fromArray(INTS, codes, block1 + 8 + line);
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
      IntVector x4 = IntVector.fromArray(INTS, codes, block2 + line);
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
      IntVector x5 = IntVector.fromArray(INTS, codes, block2 + 8 + line);
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
      IntVector x6 = IntVector.fromArray(INTS, codes, block3 + line);
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
      IntVector x7 = IntVector.fromArray(INTS, codes, block3 + 8 + line);
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
    s0 = s0.mul(IntVector.fromArray(INTS, codes, block0).reinterpretAsFloats());
    s1 = s1.mul(IntVector.fromArray(INTS, codes, block0 + 8).reinterpretAsFloats());
    s2 = s2.mul(IntVector.fromArray(INTS, codes, block1).reinterpretAsFloats());
    s3 = s3.mul(IntVector.fromArray(INTS, codes, block1 + 8).reinterpretAsFloats());
    s4 = s4.mul(IntVector.fromArray(INTS, codes, block2).reinterpretAsFloats());
    s5 = s5.mul(IntVector.fromArray(INTS, codes, block2 + 8).reinterpretAsFloats());
    s6 = s6.mul(IntVector.fromArray(INTS, codes, block3).reinterpretAsFloats());
    s7 = s7.mul(IntVector.fromArray(INTS, codes, block3 + 8).reinterpretAsFloats());
    boolean below =
        s0.compare(VectorOperators.LT, threshold)
            .and(s1.compare(VectorOperators.LT, threshold))
            .and(s2.compare(VectorOperators.LT, threshold))
            .and(s3.compare(VectorOperators.LT, threshold))
            .and(s4.compare(VectorOperators.LT, threshold))
            .and(s5.compare(VectorOperators.LT, threshold))
            .and(s6.compare(VectorOperators.LT, threshold))
            .and(s7.compare(VectorOperators.LT, threshold))
            .allTrue();
    if (!below) {
      float[] bounds = query.bounds();
      s0.intoArray(bounds, row);
      s1.intoArray(bounds, row + 8);
      s2.intoArray(bounds, row + 16);
      s3.intoArray(bounds, row + 24);
      s4.intoArray(bounds, row + 32);
      s5.intoArray(bounds, row + 40);
      s6.intoArray(bounds, row + 48);
      s7.intoArray(bounds, row + 56);
    }
    return below;
  }

  @Override
  public String toString() {
    return "simd 256 bits";
  }
}
