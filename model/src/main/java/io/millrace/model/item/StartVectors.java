package io.millrace.model.item;

import io.millrace.model.vector.Grid;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Where an item's vector starts: normal values of standard deviation `scale` from a hash of the
/// item's id, so that every instance starts an item at the same place without being told.
public final class StartVectors {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private StartVectors() {}

  /// Writes the start vector of an item, on the [Grid].
  ///
  /// @param scale standard deviation of its elements
  /// @param rows (at least offset + rank), written from `offset` on
  public static void fill(String itemId, float scale, float[] rows, int offset, int rank) {
    var random = new SplittableRandom(hash(itemId));
    for (int i = 0; i < rank; i += 2) {
      // Box and Muller (1958); StrictMath, since Math may differ between machines.
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      rows[offset + i] = Grid.nearest(scale * radius * StrictMath.cos(angle));
      if (i + 1 < rank) {
        rows[offset + i + 1] = Grid.nearest(scale * radius * StrictMath.sin(angle));
      }
    }
  }

  /// FNV-1a over the id's UTF-8 bytes.
  private static long hash(String itemId) {
    long hash = FNV_OFFSET;
    for (byte b : itemId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
