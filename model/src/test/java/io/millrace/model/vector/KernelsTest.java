package io.millrace.model.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsTest {
  private static final int MAX_LENGTH = 130;
  private static final int ROWS = 21; // a group of 16 and a rest of every width
  private static final int[] OFFSETS = {0, 1, 7, 16, 33};
  private static final int CALLS_UNTIL_COMPILED = 50_000;
  private static final long SEED = 20_260_101;

  private static final Kernels SCALAR = new ScalarKernels();

  /// Values on which another order of additions, another rounding or a lost sign would show.
  enum Values {
    ORDINARY {
      @Override
      float next(SplittableRandom random) {
        return (float) (random.nextDouble() * 2 - 1);
      }
    },
    ZEROS_OF_BOTH_SIGNS {
      @Override
      float next(SplittableRandom random) {
        return random.nextBoolean() ? 0f : -0f;
      }
    },
    MOSTLY_NEGATIVE_ZERO {
      @Override
      float next(SplittableRandom random) {
        return random.nextInt(20) == 0 ? Float.MIN_VALUE : -0f;
      }
    },
    SUBNORMAL {
      @Override
      float next(SplittableRandom random) {
        return Float.intBitsToFloat(random.nextInt(0x0080_0000)) * (random.nextBoolean() ? 1 : -1);
      }
    },
    PRODUCTS_UNDERFLOW {
      @Override
      float next(SplittableRandom random) {
        return (float) (random.nextDouble() * 2 - 1) * 1e-21f;
      }
    },
    HUGE {
      @Override
      float next(SplittableRandom random) {
        return (float) (random.nextDouble() * 2 - 1) * 1e18f;
      }
    },
    OVERFLOWING {
      @Override
      float next(SplittableRandom random) {
        return (float) random.nextDouble() * Float.MAX_VALUE;
      }
    },
    CANCELLING {
      @Override
      float next(SplittableRandom random) {
        return switch (random.nextInt(3)) {
          case 0 -> 16_777_216f;
          case 1 -> -16_777_216f;
          default -> (float) random.nextDouble();
        };
      }
    },
    ALL_MAGNITUDES {
      @Override
      float next(SplittableRandom random) {
        return (float) ((random.nextDouble() * 2 - 1) * Math.pow(10, random.nextInt(30) - 15));
      }
    };

    abstract float next(SplittableRandom random);

    float[] array(int length, SplittableRandom random) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = next(random);
      }
      return values;
    }
  }

  static Stream<Kernels> simd() {
    return KernelsOfEveryWidth.simd();
  }

  @Test
  void theBestKernelsOfTheTestRunAreSimd() {
    assertThat(Kernels.best())
        .as("SIMD code goes untested without the module jdk.incubator.vector")
        .isNotInstanceOf(ScalarKernels.class);
  }

  @ParameterizedTest
  @MethodSource("simd")
  void simdReturnsTheBitsOfTheScalarReference(Kernels simd) {
    assertSameBits(simd, "interpreted");
    compile(simd);
    assertSameBits(simd, "compiled");
  }

  /// Products too small for a float, all negative, leave a negative zero in each partial sum. A
  /// tail that adds a positive zero to those it does not reach would lose the sign.
  @ParameterizedTest
  @MethodSource("simd")
  void theTailLeavesOtherPartialSumsAlone(Kernels simd) {
    float[] a = new float[MAX_LENGTH];
    float[] b = new float[MAX_LENGTH];
    Arrays.fill(a, 1e-30f);
    Arrays.fill(b, -1e-30f);
    for (int length = 1; length <= MAX_LENGTH; length++) {
      float expected = length < Kernels.PARTIAL_SUMS ? 0f : -0f;
      assertSameBits("scalar, length " + length, expected, SCALAR.dot(a, 0, b, 0, length));
      assertSameBits(simd + ", length " + length, expected, simd.dot(a, 0, b, 0, length));
    }
  }

  private static void assertSameBits(Kernels simd, String stage) {
    var random = new SplittableRandom(SEED);
    for (Values values : Values.values()) {
      for (int length = 1; length <= MAX_LENGTH; length++) {
        float[] query = values.array(length + 40, random);
        float[] rows = values.array(ROWS * length + 40, random);
        String world =
            "%s, %s, %s, length %d, seed %d".formatted(simd, stage, values, length, SEED);
        for (int offset : OFFSETS) {
          float expected = SCALAR.dot(query, offset, rows, 40 - offset, length);
          float actual = simd.dot(query, offset, rows, 40 - offset, length);
          assertSameBits(world + ", dot at " + offset, expected, actual);
        }
        assertSameRows(world, simd, query, rows, length);
      }
    }
  }

  private static void assertSameRows(
      String world, Kernels simd, float[] query, float[] rows, int length) {
    float[] expected = new float[ROWS];
    float[] actual = new float[ROWS];
    float[] scratch = new float[Kernels.SCRATCH];
    SCALAR.dotRows(query, rows, 0, ROWS, length, expected, scratch);
    simd.dotRows(query, rows, 0, ROWS, length, actual, scratch);
    for (int row = 0; row < ROWS; row++) {
      assertSameBits(world + ", dotRows " + row, expected[row], actual[row]);
    }
    SCALAR.squaredNorms(rows, 0, ROWS, length, expected);
    simd.squaredNorms(rows, 0, ROWS, length, actual);
    for (int row = 0; row < ROWS; row++) {
      assertSameBits(world + ", squaredNorms " + row, expected[row], actual[row]);
    }
    int[] numbers = new int[ROWS + 3];
    for (int x = 0; x < numbers.length; x++) {
      numbers[x] = x * 7 % ROWS;
    }
    int[] starts = IntStream.range(0, (ROWS + 1) / 2).toArray();
    float[][] blocks = blocks(rows, length, starts);
    expected = new float[numbers.length];
    actual = new float[numbers.length];
    SCALAR.dotEach(query, blocks, starts, 1, numbers, numbers.length, length, expected, scratch);
    simd.dotEach(query, blocks, starts, 1, numbers, numbers.length, length, actual, scratch);
    assertSameBits(world + ", dotEach", expected, actual);
  }

  /// The same rows in blocks of two. Two rows a block, each block a little further into its array.
  private static float[][] blocks(float[] rows, int length, int[] starts) {
    float[][] blocks = new float[(ROWS + 1) / 2][2 * length + ROWS];
    for (int row = 0; row < ROWS; row++) {
      int at = starts[row / 2] + row % 2 * length;
      System.arraycopy(rows, row * length, blocks[row / 2], at, length);
    }
    return blocks;
  }

  @ParameterizedTest
  @MethodSource("simd")
  void elementsAreAddedAsTheScalarReferenceDoes(Kernels simd) {
    var random = new SplittableRandom(SEED);
    for (int round = 0; round < 40; round++) {
      for (Values values : Values.values()) {
        int length = 1 + random.nextInt(MAX_LENGTH);
        int offset = random.nextInt(20);
        float[] a = values.array(length + offset, random);
        float[] b = values.array(length + offset, random);
        float[] target = values.array(length + offset, random);
        float scale = values.next(random);
        float[] source = Arrays.copyOf(b, length);
        String world = "%s, %s, length %d, seed %d".formatted(simd, values, length, SEED);

        assertSameResult(
            world + ", addScaled",
            target,
            simd,
            (kernels, x) -> kernels.addScaled(x, offset / 2, scale, a, offset, length));
        assertSameResult(
            world + ", addScaledSum",
            target,
            simd,
            (kernels, x) -> kernels.addScaledSum(x, scale, a, offset, b, offset / 2, length));
        float[] addend = onGrid(values.array(length + offset, random));
        float[] expected = addend.clone();
        float[] actual = addend.clone();
        float[] expectedRow = onGrid(target);
        float[] actualRow = expectedRow.clone();
        boolean added =
            SCALAR.addOnGrid(scale, source, length, expected, offset, expectedRow, offset / 2);
        assertEquals(
            added,
            simd.addOnGrid(scale, source, length, actual, offset, actualRow, offset / 2),
            world);
        assertSameBits(world + ", addend", expected, actual);
        assertSameBits(world + ", row", expectedRow, actualRow);
      }
    }
  }

  private static float[] onGrid(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Float.isNaN(values[i]) ? 0 : Grid.nearest(values[i]);
    }
    return rounded;
  }

  private interface Operation {
    void apply(Kernels kernels, float[] target);
  }

  private static void assertSameResult(
      String world, float[] target, Kernels simd, Operation operation) {
    float[] expected = target.clone();
    float[] actual = target.clone();
    operation.apply(SCALAR, expected);
    operation.apply(simd, actual);
    assertSameBits(world, expected, actual);
  }

  @ParameterizedTest
  @MethodSource("simd")
  void termsOfASoftmaxAndTheirSampleHaveTheBitsOfTheScalarReference(Kernels simd) {
    var random = new SplittableRandom(SEED);
    for (int round = 0; round < 20_000; round++) { // enough to be compiled
      int length = 16 * (1 + random.nextInt(8));
      float[] scores = new float[length];
      float[] corrections = new float[length];
      for (int i = 0; i < length; i++) {
        scores[i] = (float) random.nextDouble(-80, 80);
        corrections[i] =
            switch (random.nextInt(9)) {
              case 0 -> Float.NEGATIVE_INFINITY;
              case 1 -> Float.NaN;
              case 2 -> 1e30f;
              default -> (float) random.nextDouble(-3, 3);
            };
      }
      float reference = (float) random.nextDouble(-30, 80);
      float[] terms = scores.clone();
      float sum = simd.softmaxTerms(terms, corrections, reference, length);
      float[] expected = scores.clone();
      String world = "%s, round %d, seed %d".formatted(simd, round, SEED);
      float expectedSum = SCALAR.softmaxTerms(expected, corrections, reference, length);
      assertSameBits(world + ", sum", expectedSum, sum);
      assertSameBits(world, expected, terms);
      assertThat(sum).isFinite();

      float ratio = (float) (random.nextDouble() * 20 / (1 + sum));
      float start = (float) random.nextDouble();
      int[] kept = new int[length];
      int[] expectedKept = new int[length];
      float[] walks = new float[Kernels.PARTIAL_SUMS];
      int count = simd.sample(terms, length, ratio, start, walks, kept);
      int expectedCount =
          SCALAR.sample(expected, length, ratio, start, walks.clone(), expectedKept);
      assertThat(Arrays.copyOf(kept, count))
          .as(world)
          .isEqualTo(Arrays.copyOf(expectedKept, expectedCount));
    }
  }

  @Test
  void aTermIsTheExponentialOfItsDistance() {
    float[] terms = new float[16];
    float[] corrections = new float[16];
    terms[0] = 3;
    corrections[0] = -1;
    terms[1] = -9;
    terms[2] = -8.9f;
    terms[3] = Float.NaN;
    terms[4] = 500;
    Arrays.fill(corrections, 5, 16, Float.NEGATIVE_INFINITY);
    float sum = SCALAR.softmaxTerms(terms, corrections, 1, 16);
    assertThat(terms[0]).isEqualTo(Exponential.of(1));
    assertThat(terms[1]).as("10 behind").isZero();
    assertThat(terms[2]).as("9.9 behind").isEqualTo(Exponential.of(-9.9f));
    assertThat(terms[3]).isZero();
    assertThat(terms[4]).as("cut at 60").isEqualTo(Exponential.of(60));
    assertThat(Arrays.copyOfRange(terms, 5, 16)).containsOnly(0f);
    assertThat(sum).isCloseTo(Exponential.of(60), within(1e20f));
  }

  /// Over many starts each term is kept as often as its share says.
  @Test
  void aSampleKeepsEachTermAsOftenAsItsShareSays() {
    float[] terms = new float[64];
    for (int i = 0; i < 64; i++) {
      terms[i] = i % 5 == 0 ? 0 : i * 0.02f; // 0.02 to 1.26
    }
    int starts = 10_000;
    int[] times = new int[64];
    int[] kept = new int[64];
    for (int s = 0; s < starts; s++) {
      int count =
          SCALAR.sample(terms, 64, 1, (float) s / starts, new float[Kernels.PARTIAL_SUMS], kept);
      for (int x = 0; x < count; x++) {
        times[kept[x]]++;
      }
    }
    for (int i = 0; i < 64; i++) {
      assertThat((double) times[i] / starts)
          .as("term %d of %s", i, terms[i])
          .isCloseTo(Math.min(1, terms[i]), within(0.001));
    }
  }

  private static void assertSameBits(String what, float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertSameBits(what + " at " + i, expected[i], actual[i]);
    }
  }

  /// No assertion object for each of a million numbers.
  private static void assertSameBits(String what, float expected, float actual) {
    if (Float.floatToRawIntBits(expected) != Float.floatToRawIntBits(actual)) {
      throw new AssertionError(
          "%s: expected %s (%08x) but was %s (%08x)"
              .formatted(
                  what,
                  expected,
                  Float.floatToRawIntBits(expected),
                  actual,
                  Float.floatToRawIntBits(actual)));
    }
  }

  private static void compile(Kernels kernels) {
    var random = new SplittableRandom(SEED);
    float[] query = Values.ORDINARY.array(MAX_LENGTH, random);
    float[] rows = Values.ORDINARY.array(MAX_LENGTH * 18 + 1, random);
    float[] scores = new float[18];
    float[] scratch = new float[Kernels.SCRATCH];
    int[] numbers = IntStream.range(0, 18).toArray();
    float sum = 0;
    for (int call = 0; call < CALLS_UNTIL_COMPILED; call++) {
      int length = 1 + call % MAX_LENGTH;
      kernels.dotRows(query, rows, 0, 18, length, scores, scratch);
      sum += scores[17];
      kernels.dotEach(
          query, new float[][] {rows}, new int[1], 5, numbers, 18, length, scores, scratch);
      sum += scores[0] + kernels.dot(query, 0, rows, 1, length);
      kernels.squaredNorms(rows, 0, 2, length, scores);
      sum += scores[1];
    }
    assertThat(sum).isFinite();
  }

  @Test
  void theReferenceComputesAnInnerProduct() {
    float[] a = {9, 1, 2, 3};
    float[] b = {9, 9, 4, -5, 6};
    assertThat(SCALAR.dot(a, 1, b, 2, 3)).isEqualTo(1 * 4 + 2 * -5 + 3 * 6);
    assertThat(SCALAR.dot(a, 0, b, 0, 0)).isZero();
  }

  @Test
  void theReferenceComputesRowByRow() {
    float[] rows = {1, 2, 3, 4, 5, 6};
    float[] results = new float[4];
    results[3] = -1;
    SCALAR.dotRows(new float[] {10, 1}, rows, 0, 3, 2, results, new float[Kernels.SCRATCH]);
    assertThat(results).containsExactly(12, 34, 56, -1);
    SCALAR.squaredNorms(rows, 0, 3, 2, results);
    assertThat(results).containsExactly(5, 25, 61, -1);
  }

  /// By the definition, element 16 joins partial sum 0 by one rounding, and sum 8 joins sum 0
  /// first.
  @Test
  void theReferenceAddsInTheStatedOrder() {
    float[] ones = new float[17];
    Arrays.fill(ones, 1);
    float[] values = new float[17];
    values[0] = 16_777_216f; // 2^24: adding 1 is lost in rounding
    values[1] = 1;
    values[8] = -16_777_216f;
    values[16] = 1;
    // s0 = 2^24 + 1 -> 2^24; s0 + s8 = 0; then s1 = 1 is added.
    assertThat(SCALAR.dot(values, 0, ones, 0, 17)).isEqualTo(1);
  }

  @Test
  void aFusedProductIsRoundedOnce() {
    float x = 1 + 0x1p-12f; // x * x = 1 + 2^-11 + 2^-24 needs more than a float's 24 bits
    float[] a = new float[17];
    float[] b = new float[17];
    a[0] = -(1 + 0x1p-11f);
    b[0] = 1;
    a[16] = x;
    b[16] = x;
    assertThat(SCALAR.dot(a, 0, b, 0, 17)).isEqualTo(0x1p-24f);
  }

  @ParameterizedTest
  @EnumSource(
      value = Values.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OVERFLOWING"})
  void theReferenceIsAsNearToDoubleArithmeticAsRoundingAllows(Values values) {
    var random = new SplittableRandom(SEED);
    for (int length = 1; length <= MAX_LENGTH; length++) {
      float[] a = values.array(length, random);
      float[] b = values.array(length, random);
      double exact = 0;
      double magnitude = 0;
      for (int i = 0; i < length; i++) {
        exact += (double) a[i] * b[i];
        magnitude += Math.abs((double) a[i] * b[i]);
      }
      int roundings = length / 16 + 1 + 4;
      double bound = roundings * magnitude * 0x1p-23 + roundings * (double) Float.MIN_VALUE * 16;
      assertThat((double) SCALAR.dot(a, 0, b, 0, length))
          .as("%s, length %d, seed %d", values, length, SEED)
          .isCloseTo(exact, within(bound));
    }
  }
}
