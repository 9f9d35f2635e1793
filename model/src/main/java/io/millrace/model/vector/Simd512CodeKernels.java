package io.millrace.model.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// [CodeKernels] on vectors of 512 bits. The bounds of a group are eight vectors: enough to hide
/// how long a fused multiply-add takes, and few enough to stay in registers. Their loop is written
/// out, without helpers, in a method of its own: beyond a number of nodes the compiler joins
/// nothing but the vector methods themselves. Nothing of it is a constant of the class, which kept
/// the compiler from holding sums in registers. Bounds are compared where they are, and stored only
/// if one of them is not below.
final class Simd512CodeKernels implements CodeKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_512;
  private static final int LANES = 16;
  private static final VectorShuffle<Float> FIRSTS = elements(0);
  private static final VectorShuffle<Float> SECONDS = elements(1);
  private static final VectorShuffle<Float> THIRDS = elements(2);
  private static final VectorShuffle<Float> FOURTHS = elements(3);

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
      if (!allBelow(blocks, group, query, slack, threshold)) {
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
    allBelow(blocks, group, query, slack * query.norm(), none);
    System.arraycopy(query.bounds(), 0, bounds, at, GROUP);
  }

  /// Whether the bounds of all rows of a group are below a threshold. If not, they are stored.
  private static boolean allBelow(
      CodeBlocks blocks, int group, CodeQuery query, float slack, float threshold) {
    int[] codes = blocks.codes();
    float[] elements = query.elements();
    int quads = query.quads();
    int block0 = blocks.at(group, 0);
    int block1 = blocks.at(group, 1);
    int block2 = blocks.at(group, 2);
    int block3 = blocks.at(group, 3);
    int block4 = blocks.at(group, 4);
    int block5 = blocks.at(group, 5);
    int block6 = blocks.at(group, 6);
    int block7 = blocks.at(group, 7);
    FloatVector bias = FloatVector.broadcast(FLOATS, BIAS_UNIT * query.bias());
    FloatVector start = FloatVector.broadcast(FLOATS, slack);
    IntVector h0 = IntVector.fromArray(INTS, codes, block0);
    FloatVector s0 =
        ((FloatVector) h0.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h1 = IntVector.fromArray(INTS, codes, block1);
    FloatVector s1 =
        ((FloatVector) h1.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h2 = IntVector.fromArray(INTS, codes, block2);
    FloatVector s2 =
        ((FloatVector) h2.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h3 = IntVector.fromArray(INTS, codes, block3);
    FloatVector s3 =
        ((FloatVector) h3.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h4 = IntVector.fromArray(INTS, codes, block4);
    FloatVector s4 =
        ((FloatVector) h4.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h5 = IntVector.fromArray(INTS, codes, block5);
    FloatVector s5 =
        ((FloatVector) h5.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h6 = IntVector.fromArray(INTS, codes, block6);
    FloatVector s6 =
        ((FloatVector) h6.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .fma(bias, start);
    IntVector h7 = IntVector.fromArray(INTS, codes, block7);
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
      IntVector x1 = IntVector.fromArray(INTS, codes, block1 + line);
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
      IntVector x2 = IntVector.fromArray(INTS, codes, block2 + line);
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
      IntVector x3 = IntVector.fromArray(INTS, codes, block3 + line);
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
      IntVector x4 = IntVector.fromArray(INTS, codes, block4 + line);
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
      IntVector x5 = IntVector.fromArray(INTS, codes, block5 + line);
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
      IntVector x6 = IntVector.fromArray(INTS, codes, block6 + line);
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
      IntVector x7 = IntVector.fromArray(INTS, codes, block7 + line);
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
    s1 = s1.mul(IntVector.fromArray(INTS, codes, block1).reinterpretAsFloats());
    s2 = s2.mul(IntVector.fromArray(INTS, codes, block2).reinterpretAsFloats());
    s3 = s3.mul(IntVector.fromArray(INTS, codes, block3).reinterpretAsFloats());
    s4 = s4.mul(IntVector.fromArray(INTS, codes, block4).reinterpretAsFloats());
    s5 = s5.mul(IntVector.fromArray(INTS, codes, block5).reinterpretAsFloats());
    s6 = s6.mul(IntVector.fromArray(INTS, codes, block6).reinterpretAsFloats());
    s7 = s7.mul(IntVector.fromArray(INTS, codes, block7).reinterpretAsFloats());
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
      s0.intoArray(bounds, 0);
      s1.intoArray(bounds, 16);
      s2.intoArray(bounds, 32);
      s3.intoArray(bounds, 48);
      s4.intoArray(bounds, 64);
      s5.intoArray(bounds, 80);
      s6.intoArray(bounds, 96);
      s7.intoArray(bounds, 112);
    }
    return below;
  }

  @Override
  public void decode(CodeBlocks blocks, int group, int quads, float[] tile) {
    int[] codes = blocks.codes();
    for (int row = 0; row < GROUP; row += BLOCK) {
      int block = blocks.at(group, row / BLOCK);
      IntVector head = IntVector.fromArray(INTS, codes, block);
      head.reinterpretAsFloats().intoArray(tile, row);
      ((FloatVector) head.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
          .intoArray(tile, GROUP + row);
      for (int quad = 0; quad < quads; quad++) {
        IntVector x = IntVector.fromArray(INTS, codes, block + BLOCK * (1 + quad));
        int to = GROUP * (2 + QUAD * quad) + row;
        ((FloatVector) x.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
            .intoArray(tile, to);
        ((FloatVector) x.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0))
            .intoArray(tile, to + GROUP);
        ((FloatVector) x.lanewise(VectorOperators.LSHL, 8).convert(VectorOperators.I2F, 0))
            .intoArray(tile, to + 2 * GROUP);
        ((FloatVector) x.convert(VectorOperators.I2F, 0)).intoArray(tile, to + 3 * GROUP);
      }
    }
  }

  /// Sums of 64 rows for 4 queries at a time: sixteen vectors stay in registers, and half as many
  /// loads as fused multiply-adds are needed.
  @Override
  public void bounds(float[] tile, CodeBatch batch, float slack, float[] bounds) {
    for (int row = 0; row < GROUP; row += 4 * LANES) {
      bounds(tile, batch, slack, bounds, row);
    }
  }

  private static void bounds(float[] tile, CodeBatch batch, float slack, float[] bounds, int row) {
    float[] elements = batch.elements();
    float[] biases = batch.biases();
    float[] norms = batch.norms();
    int heads = GROUP + row;
    FloatVector b0 = FloatVector.fromArray(FLOATS, tile, heads + 0);
    FloatVector b1 = FloatVector.fromArray(FLOATS, tile, heads + 16);
    FloatVector b2 = FloatVector.fromArray(FLOATS, tile, heads + 32);
    FloatVector b3 = FloatVector.fromArray(FLOATS, tile, heads + 48);
    FloatVector bias0 = FloatVector.broadcast(FLOATS, biases[0]);
    FloatVector start0 = FloatVector.broadcast(FLOATS, slack * norms[0]);
    FloatVector s00 = b0.fma(bias0, start0);
    FloatVector s01 = b1.fma(bias0, start0);
    FloatVector s02 = b2.fma(bias0, start0);
    FloatVector s03 = b3.fma(bias0, start0);
    FloatVector bias1 = FloatVector.broadcast(FLOATS, biases[1]);
    FloatVector start1 = FloatVector.broadcast(FLOATS, slack * norms[1]);
    FloatVector s10 = b0.fma(bias1, start1);
    FloatVector s11 = b1.fma(bias1, start1);
    FloatVector s12 = b2.fma(bias1, start1);
    FloatVector s13 = b3.fma(bias1, start1);
    FloatVector bias2 = FloatVector.broadcast(FLOATS, biases[2]);
    FloatVector start2 = FloatVector.broadcast(FLOATS, slack * norms[2]);
    FloatVector s20 = b0.fma(bias2, start2);
    FloatVector s21 = b1.fma(bias2, start2);
    FloatVector s22 = b2.fma(bias2, start2);
    FloatVector s23 = b3.fma(bias2, start2);
    FloatVector bias3 = FloatVector.broadcast(FLOATS, biases[3]);
    FloatVector start3 = FloatVector.broadcast(FLOATS, slack * norms[3]);
    FloatVector s30 = b0.fma(bias3, start3);
    FloatVector s31 = b1.fma(bias3, start3);
    FloatVector s32 = b2.fma(bias3, start3);
    FloatVector s33 = b3.fma(bias3, start3);
    int from = 2 * GROUP + row;
    for (int i = 0; i < elements.length; i += CodeBatch.QUERIES) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, tile, from + 0);
      FloatVector x1 = FloatVector.fromArray(FLOATS, tile, from + 16);
      FloatVector x2 = FloatVector.fromArray(FLOATS, tile, from + 32);
      FloatVector x3 = FloatVector.fromArray(FLOATS, tile, from + 48);
      FloatVector q0 = FloatVector.broadcast(FLOATS, elements[i + 0]);
      s00 = x0.fma(q0, s00);
      s01 = x1.fma(q0, s01);
      s02 = x2.fma(q0, s02);
      s03 = x3.fma(q0, s03);
      FloatVector q1 = FloatVector.broadcast(FLOATS, elements[i + 1]);
      s10 = x0.fma(q1, s10);
      s11 = x1.fma(q1, s11);
      s12 = x2.fma(q1, s12);
      s13 = x3.fma(q1, s13);
      FloatVector q2 = FloatVector.broadcast(FLOATS, elements[i + 2]);
      s20 = x0.fma(q2, s20);
      s21 = x1.fma(q2, s21);
      s22 = x2.fma(q2, s22);
      s23 = x3.fma(q2, s23);
      FloatVector q3 = FloatVector.broadcast(FLOATS, elements[i + 3]);
      s30 = x0.fma(q3, s30);
      s31 = x1.fma(q3, s31);
      s32 = x2.fma(q3, s32);
      s33 = x3.fma(q3, s33);
      from += GROUP;
    }
    FloatVector scale0 = FloatVector.fromArray(FLOATS, tile, row + 0);
    FloatVector scale1 = FloatVector.fromArray(FLOATS, tile, row + 16);
    FloatVector scale2 = FloatVector.fromArray(FLOATS, tile, row + 32);
    FloatVector scale3 = FloatVector.fromArray(FLOATS, tile, row + 48);
    s00.mul(scale0).intoArray(bounds, row + 0);
    s01.mul(scale1).intoArray(bounds, row + 16);
    s02.mul(scale2).intoArray(bounds, row + 32);
    s03.mul(scale3).intoArray(bounds, row + 48);
    s10.mul(scale0).intoArray(bounds, row + 128);
    s11.mul(scale1).intoArray(bounds, row + 144);
    s12.mul(scale2).intoArray(bounds, row + 160);
    s13.mul(scale3).intoArray(bounds, row + 176);
    s20.mul(scale0).intoArray(bounds, row + 256);
    s21.mul(scale1).intoArray(bounds, row + 272);
    s22.mul(scale2).intoArray(bounds, row + 288);
    s23.mul(scale3).intoArray(bounds, row + 304);
    s30.mul(scale0).intoArray(bounds, row + 384);
    s31.mul(scale1).intoArray(bounds, row + 400);
    s32.mul(scale2).intoArray(bounds, row + 416);
    s33.mul(scale3).intoArray(bounds, row + 432);
  }

  @Override
  public String toString() {
    return "simd 512 bits";
  }

  @Override
  public float measure(float[] elements, double[] squares) {
    int body = squares.length & -DOUBLES.length();
    IntVector largest = IntVector.zero(INTS);
    for (int quad = 0; quad < body; quad += DOUBLES.length()) {
      FloatVector low = FloatVector.fromArray(FLOATS, elements, QUAD * quad);
      FloatVector high = FloatVector.fromArray(FLOATS, elements, QUAD * quad + LANES);
      largest =
          largest
              .max(low.reinterpretAsInts().and(Integer.MAX_VALUE))
              .max(high.reinterpretAsInts().and(Integer.MAX_VALUE));
      DoubleVector x0 = (DoubleVector) low.rearrange(FIRSTS, high).convert(VectorOperators.F2D, 0);
      DoubleVector x1 = (DoubleVector) low.rearrange(SECONDS, high).convert(VectorOperators.F2D, 0);
      DoubleVector x2 = (DoubleVector) low.rearrange(THIRDS, high).convert(VectorOperators.F2D, 0);
      DoubleVector x3 = (DoubleVector) low.rearrange(FOURTHS, high).convert(VectorOperators.F2D, 0);
      x0.mul(x0).add(x1.mul(x1)).add(x2.mul(x2)).add(x3.mul(x3)).intoArray(squares, quad);
    }
    int rest = ScalarCodeKernels.measure(elements, squares, body);
    return Float.intBitsToFloat(Math.max(rest, largest.reduceLanes(VectorOperators.MAX)));
  }

  /// Its four steps are written out, so that their shuffles and shifts are constants.
  @Override
  public void encode(float[] elements, double unit, int[] codes, int at, double[] left) {
    int body = left.length & -DOUBLES.length();
    DoubleVector step = DoubleVector.broadcast(DOUBLES, unit);
    DoubleVector inverse = DoubleVector.broadcast(DOUBLES, 1 / unit);
    DoubleVector round = DoubleVector.broadcast(DOUBLES, ScalarCodeKernels.ROUND);
    for (int quad = 0; quad < body; quad += DOUBLES.length()) {
      FloatVector low = FloatVector.fromArray(FLOATS, elements, QUAD * quad);
      FloatVector high = FloatVector.fromArray(FLOATS, elements, QUAD * quad + LANES);
      DoubleVector x = (DoubleVector) low.rearrange(FIRSTS, high).convert(VectorOperators.F2D, 0);
      DoubleVector rounded = x.mul(inverse).add(round);
      LongVector bytes = rounded.reinterpretAsLongs().and(0xff);
      DoubleVector off = x.sub(step.mul(rounded.sub(round)));
      DoubleVector squares = off.mul(off);

      x = (DoubleVector) low.rearrange(SECONDS, high).convert(VectorOperators.F2D, 0);
      DoubleVector fraction = ((DoubleVector) bytes.convert(VectorOperators.L2D, 0)).mul(0x1p-8);
      rounded = x.mul(inverse).sub(fraction).add(round);
      bytes = bytes.or(rounded.reinterpretAsLongs().and(0xff).lanewise(VectorOperators.LSHL, 8));
      off = x.sub(step.mul(rounded.sub(round).add(fraction)));
      squares = squares.add(off.mul(off));

      x = (DoubleVector) low.rearrange(THIRDS, high).convert(VectorOperators.F2D, 0);
      fraction = ((DoubleVector) bytes.convert(VectorOperators.L2D, 0)).mul(0x1p-16);
      rounded = x.mul(inverse).sub(fraction).add(round);
      bytes = bytes.or(rounded.reinterpretAsLongs().and(0xff).lanewise(VectorOperators.LSHL, 16));
      off = x.sub(step.mul(rounded.sub(round).add(fraction)));
      squares = squares.add(off.mul(off));

      x = (DoubleVector) low.rearrange(FOURTHS, high).convert(VectorOperators.F2D, 0);
      fraction = ((DoubleVector) bytes.convert(VectorOperators.L2D, 0)).mul(0x1p-24);
      rounded = x.mul(inverse).sub(fraction).add(round);
      bytes = bytes.or(rounded.reinterpretAsLongs().and(0xff).lanewise(VectorOperators.LSHL, 24));
      off = x.sub(step.mul(rounded.sub(round).add(fraction)));
      squares.add(off.mul(off)).intoArray(left, quad);
      ((IntVector) bytes.convertShape(VectorOperators.L2I, IntVector.SPECIES_256, 0))
          .intoArray(codes, at + quad);
    }
    ScalarCodeKernels.encode(elements, unit, codes, at, left, body);
  }

  /// Takes one element of each of eight quads out of the two vectors that they fill.
  private static VectorShuffle<Float> elements(int t) {
    return VectorShuffle.fromOp(FLOATS, lane -> (QUAD * lane + t) % (2 * LANES));
  }
}
