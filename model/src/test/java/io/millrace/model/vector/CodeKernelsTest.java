package io.millrace.model.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every width against the scalar reference, at every number of quads up to that of rank 130 and at
/// that of rank 512.
class CodeKernelsTest {
  private static final int GROUPS = 3;
  private static final int BLOCKS = CodeKernels.GROUP / CodeKernels.BLOCK;
  private static final int START = 13;
  private static final long SEED = 20260707;
  private static final CodeKernels SCALAR = new ScalarCodeKernels();

  static Stream<CodeKernels> simd() {
    return CodeKernelsOfEveryWidth.simd();
  }

  /// Codes whose scales are positive and about 1, with others before them and between them.
  private static CodeBlocks blocks(int quads, SplittableRandom random) {
    int blockInts = CodeKernels.blockInts(quads);
    int stride = (GROUPS + 1) * blockInts;
    int[] codes = random.ints(START + (long) BLOCKS * stride).toArray();
    var blocks = new CodeBlocks(codes, START, stride, quads);
    for (int group = 0; group < GROUPS; group++) {
      for (int row = 0; row < CodeKernels.GROUP; row++) {
        int high = Float.floatToRawIntBits((float) random.nextDouble(0.5, 2)) & 0xffff0000;
        int at = blocks.at(group, row / CodeKernels.BLOCK) + row % CodeKernels.BLOCK;
        codes[at] = high | random.nextInt(1 << 16);
      }
    }
    return blocks;
  }

  private static CodeQuery query(int quads, SplittableRandom random) {
    float[] elements = new float[CodeKernels.QUAD * quads];
    double squares = 1;
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian();
      squares += elements[i] * elements[i];
    }
    return new CodeQuery(elements, 1, (float) Math.sqrt(squares));
  }

  private static int[] quadCounts() {
    return Stream.iterate(1, quads -> quads <= 128, quads -> quads < 33 ? quads + 1 : quads + 95)
        .mapToInt(quads -> quads)
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("simd")
  void boundsAreThoseOfTheReference(CodeKernels kernels) {
    var random = new SplittableRandom(SEED);
    for (int quads : quadCounts()) {
      CodeBlocks blocks = blocks(quads, random);
      CodeQuery query = query(quads, random);
      float[] expected = new float[CodeKernels.GROUP];
      float[] actual = new float[CodeKernels.GROUP];
      for (int group = 0; group < GROUPS; group++) {
        SCALAR.bounds(blocks, group, query, 1e8f, expected, 0);
        kernels.bounds(blocks, group, query, 1e8f, actual, 0);
        for (int row = 0; row < CodeKernels.GROUP; row++) {
          assertThat(actual[row])
              .as("%s, %d quads, group %d, row %d, seed %d", kernels, quads, group, row, SEED)
              .isCloseTo(expected[row], within(1e-5f * 0x1p31f * query.norm() * 8));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void survivorsAreTheRowsWhoseBoundIsNotBelow(CodeKernels kernels) {
    var random = new SplittableRandom(SEED);
    for (int quads : quadCounts()) {
      CodeBlocks blocks = blocks(quads, random);
      CodeQuery query = query(quads, random);
      float[] slacks = {0, 1e8f, 2e8f};
      for (float share : new float[] {-10, 0, 0.5f, 0.9f, 1, 2}) {
        float threshold = share * 0x1p31f * query.norm();
        long[] survivors = new long[2];
        int from = 0;
        for (int group = 0; group < GROUPS; group++) {
          long[] expected = expected(kernels, blocks, group, query, slacks[group], threshold);
          if ((expected[0] | expected[1]) != 0) {
            assertThat(kernels.find(blocks, from, GROUPS, query, slacks, threshold, survivors))
                .as("%s, %d quads, share %f, seed %d", kernels, quads, share, SEED)
                .isEqualTo(group);
            assertThat(survivors).isEqualTo(expected);
            from = group + 1;
          }
        }
        assertThat(kernels.find(blocks, from, GROUPS, query, slacks, threshold, survivors))
            .isEqualTo(GROUPS);
      }
    }
  }

  private static long[] expected(
      CodeKernels kernels,
      CodeBlocks blocks,
      int group,
      CodeQuery query,
      float slack,
      float threshold) {
    float[] bounds = new float[CodeKernels.GROUP];
    kernels.bounds(blocks, group, query, slack, bounds, 0);
    long[] expected = new long[2];
    for (int row = 0; row < bounds.length; row++) {
      if (bounds[row] >= threshold) {
        expected[row / Long.SIZE] |= 1L << row;
      }
    }
    return expected;
  }

  static Stream<CodeKernels> all() {
    return Stream.concat(Stream.of(SCALAR), simd());
  }

  @ParameterizedTest
  @MethodSource("all")
  void boundsForSeveralQueriesAreThoseForEach(CodeKernels kernels) {
    var random = new SplittableRandom(SEED);
    for (int quads : quadCounts()) {
      CodeBlocks blocks = blocks(quads, random);
      float[] tile = new float[CodeKernels.tileFloats(quads)];
      float[] expected = new float[CodeKernels.GROUP];
      float[] actual = new float[CodeBatch.QUERIES * CodeKernels.GROUP];
      for (int count = 1; count <= CodeBatch.QUERIES; count++) {
        List<CodeQuery> queries = Stream.generate(() -> query(quads, random)).limit(count).toList();
        int group = random.nextInt(GROUPS);
        kernels.decode(blocks, group, quads, tile);
        kernels.bounds(tile, new CodeBatch(queries), 1e8f, actual);
        for (int q = 0; q < count; q++) {
          kernels.bounds(blocks, group, queries.get(q), 1e8f, expected, 0);
          int at = q * CodeKernels.GROUP;
          assertThat(Arrays.copyOfRange(actual, at, at + CodeKernels.GROUP))
              .as("%s, %d quads, query %d of %d, seed %d", kernels, quads, q, count, SEED)
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void aBoundThatIsNotANumberSurvives(CodeKernels kernels) {
    int[] codes = new int[BLOCKS * CodeKernels.blockInts(1)];
    var blocks = new CodeBlocks(codes, 0, CodeKernels.blockInts(1), 1);
    codes[5] = Float.floatToRawIntBits(1);
    long[] survivors = new long[2];
    var query = new CodeQuery(new float[4], 1, 1);
    float[] infinite = {Float.POSITIVE_INFINITY}; // times a scale of 0
    assertThat(kernels.find(blocks, 0, 1, query, infinite, Float.MAX_VALUE, survivors)).isZero();
    assertThat(survivors).containsExactly(-1, -1);
    assertThat(SCALAR.find(blocks, 0, 1, query, infinite, Float.MAX_VALUE, survivors)).isZero();
    assertThat(survivors).containsExactly(-1, -1);
  }

  @ParameterizedTest
  @MethodSource("simd")
  void codesAreThoseOfTheReference(CodeKernels kernels) {
    var random = new SplittableRandom(SEED);
    for (int quads : quadCounts()) {
      for (int round = 0; round < 20; round++) {
        float[] elements = new float[CodeKernels.QUAD * quads];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = (float) random.nextDouble(-127, 127);
        }
        elements[random.nextInt(elements.length)] = -0.0f;
        elements[random.nextInt(elements.length)] = round % 2 == 0 ? 127 : -127;
        double[] expected = new double[quads];
        double[] squares = new double[quads];
        float largest = SCALAR.measure(elements, expected);
        assertThat(kernels.measure(elements, squares)).isEqualTo(largest).isEqualTo(127f);
        assertThat(squares).isEqualTo(expected);
        double unit = random.nextDouble(1, 1.5);
        int[] codes = new int[1 + quads];
        int[] expectedCodes = new int[1 + quads];
        SCALAR.encode(elements, unit, expectedCodes, 1, expected);
        kernels.encode(elements, unit, codes, 1, squares);
        assertThat(codes).as("%d quads", quads).isEqualTo(expectedCodes);
        assertThat(squares).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("simd")
  void aRowThatIsNotFiniteIsNoticed(CodeKernels kernels) {
    for (float strange : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      for (int at = 0; at < 64; at++) {
        float[] elements = new float[64];
        elements[at] = strange;
        float largest = kernels.measure(elements, new double[16]);
        assertThat(Float.isFinite(largest)).as("element %d", at).isFalse();
      }
    }
  }
}
