package io.millrace.model.item;

import io.millrace.model.vector.Grid;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Where an item's vector starts: normal values of standard deviation `scale` from a hash of the
/// item's id, so that every instance starts an item at the same place without being told.
///
/// The values are those of [StrictMath], to the bit. [Math] may differ between machines, by an ulp
/// or so, but is several times as fast, and a restart computes the vectors of all items: its result
/// is taken wherever so little cannot change to which value of the grid it is rounded.
public final class StartVectors {
  private static final double UNSURE =
      1e-4; // of the grid's step; what Math may differ is below 1e-8
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
      // Box and Muller (1958).
      double uniform = 1 - random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      double length = scale * Math.sqrt(-2 * Math.log(uniform));
      double first = length * Math.cos(angle);
      double second = length * Math.sin(angle);
      if (isUnsure(first) || isUnsure(second)) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform));
        first = scale * radius * StrictMath.cos(angle);
        second = scale * radius * StrictMath.sin(angle);
      }
      rows[offset + i] = Grid.nearest(first);
      if (i + 1 < rank) {
        rows[offset + i + 1] = Grid.nearest(second);
      }
    }
  }

  /// Whether a value is so close to the middle between two values of the grid that another one, a
  /// few ulps away, may be rounded to the other.
  private static boolean isUnsure(double value) {
    double steps = value * Grid.PER_UNIT;
    return Math.abs(Math.abs(steps - Math.rint(steps)) - 0.5) < UNSURE;
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
