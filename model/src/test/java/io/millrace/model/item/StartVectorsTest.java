package io.millrace.model.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.vector.Grid;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StartVectorsTest {
  private static final int RANK = 64;

  @Test
  void valuesAreThoseOfStrictArithmetic() {
    for (float scale : new float[] {0.01f, 0.1f, 1}) {
      for (int item = 0; item < 20_000; item++) {
        float[] found = new float[RANK];
        StartVectors.fill("item-" + item, scale, found, 0, RANK);
        assertThat(found)
            .as("item-%d, scale %s", item, scale)
            .isEqualTo(strict("item-" + item, scale));
      }
    }
  }

  private static float[] strict(String itemId, float scale) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : itemId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    var random = new SplittableRandom(hash);
    float[] vector = new float[RANK];
    for (int i = 0; i < RANK; i += 2) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      vector[i] = Grid.nearest(scale * radius * StrictMath.cos(angle));
      vector[i + 1] = Grid.nearest(scale * radius * StrictMath.sin(angle));
    }
    return vector;
  }

  @Test
  void writesNothingElse() {
    float[] rows = new float[7];
    StartVectors.fill("a", 1, rows, 2, 3);
    assertThat(rows[0]).isZero();
    assertThat(rows[1]).isZero();
    assertThat(rows[5]).isZero();
    assertThat(rows[6]).isZero();
    assertThat(rows[4]).isNotZero();
  }
}
