package io.millrace.model.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final long SEED = 5;
  private static final int LENGTH = 21;
  private static final int[] STARTS = {0, 3, 1};

  @Test
  void valuesAreRoundedToTheGridAndKeptBelowTheLimit() {
    assertEquals(0.25f, Grid.nearest(0.25));
    assertEquals(0, Grid.nearest(0.4 / Grid.PER_UNIT));
    assertEquals(1f / Grid.PER_UNIT, Grid.nearest(0.6 / Grid.PER_UNIT));
    assertEquals(8 - 1f / Grid.PER_UNIT, Grid.nearest(8));
    assertEquals(-8 + 1f / Grid.PER_UNIT, Grid.nearest(-1e30));
    assertEquals(8 - 1f / Grid.PER_UNIT, Grid.nearest(Double.POSITIVE_INFINITY));
  }

  /// The promise that everything else rests on.
  @Test
  void aRowThatFollowsTheChangesOfItsAddendsIsTheirSumToTheBit() {
    var random = new SplittableRandom(SEED);
    for (Kernels kernels : allKernels()) {
      float[][] tables = new float[3][LENGTH + 3];
      float[] row = new float[LENGTH + 2];
      int notExact = 0;
      for (int step = 0; step < 20_000; step++) {
        if (step % 1_000 == 0) {
          for (float[] table : tables) {
            Grid.copy(gaussian(table.length, random), table, 0, table.length);
          }
          Grid.sum(tables, STARTS, 0, LENGTH, row, 2);
        }
        int changed = random.nextInt(3);
        float[] source = gaussian(LENGTH, random);
        float scale = (float) Math.pow(10, random.nextDouble(-5, .2)) * (step % 2 == 0 ? 1 : -1);
        float[] expected = tables[changed].clone();
        Grid.add(scale, source, LENGTH, expected, STARTS[changed]);
        if (!kernels.addOnGrid(scale, source, LENGTH, tables[changed], STARTS[changed], row, 2)) {
          notExact++;
          Grid.add(scale, source, LENGTH, tables[changed], STARTS[changed]);
          Grid.sum(tables, STARTS, 0, LENGTH, row, 2);
        }
        String world = kernels + ", seed " + SEED + ", step " + step;
        assertTrue(Arrays.equals(expected, tables[changed]), world);
        for (int i = 0; i < LENGTH; i++) {
          BigDecimal sum = BigDecimal.ZERO;
          for (int table = 0; table < tables.length; table++) {
            sum = sum.add(new BigDecimal(tables[table][STARTS[table] + i]));
          }
          assertEquals(sum.floatValue(), row[2 + i], world);
        }
      }
      assertTrue(notExact > 100 && notExact < 10_000, kernels + ": not exact " + notExact);
    }
  }

  private static List<Kernels> allKernels() {
    return Stream.concat(Stream.of(new ScalarKernels()), KernelsOfEveryWidth.simd()).toList();
  }

  private static float[] gaussian(int length, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian(0, 1);
    }
    return values;
  }

  @Test
  void nothingIsAddedWhereItWouldNotBeExact() {
    for (Kernels kernels : allKernels()) {
      for (int at : new int[] {0, 15, 20}) {
        assertRefused(kernels, at, 7.99f, 7.99f, .02f);
        assertRefused(kernels, at, 0, 15.99f, .02f);
        assertRefused(kernels, at, 0, 17, .02f);
        assertRefused(kernels, at, 0, 0, 4.5f);
        assertRefused(kernels, at, 0, 0, Float.NaN);
        assertRefused(kernels, at, 0, Float.NaN, .02f);
      }
    }
  }

  private static void assertRefused(Kernels kernels, int at, float part, float shown, float step) {
    float[] addend = new float[LENGTH];
    addend[at] = Float.isNaN(part) ? part : Grid.nearest(part);
    float[] row = new float[LENGTH];
    row[at] = shown;
    float[] source = new float[LENGTH];
    Arrays.fill(source, .001f);
    source[at] = step;
    float[] addendBefore = addend.clone();
    float[] rowBefore = row.clone();
    assertFalse(kernels.addOnGrid(1, source, LENGTH, addend, 0, row, 0));
    assertTrue(Arrays.equals(addendBefore, addend));
    assertTrue(Arrays.equals(rowBefore, row));
  }
}
