package io.millrace.model.item;

import io.millrace.model.vector.AlignedArrays;
import org.jspecify.annotations.Nullable;

/// Room for the vectors of one table, cut from larger arrays.
///
/// Aligned, these are large from the first on, so that rows begin at cache lines where the rank
/// allows it (see [AlignedArrays]). Else they are as large only once the table is, since there may
/// be many tables, each with few rows. G1 does not copy large arrays as they grow old, which for a
/// million items takes longer than to fill them.
public final class RowSlabs {
  private static final int MANY = 4 * AlignedArrays.LARGE; // elements

  private final boolean aligned;
  private float @Nullable [] slab;
  private int next;
  private long taken; // elements

  /// Some elements of a larger array.
  ///
  /// @param start index of the first one
  // Handed over, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Room(float[] array, int start) {}

  /// @param aligned whether rows begin at cache lines, which takes 4 MiB for even one row
  public RowSlabs(boolean aligned) {
    this.aligned = aligned;
  }

  /// @param length elements, all zero
  public synchronized Room take(int length) {
    if (length > AlignedArrays.LARGE - AlignedArrays.FIRST) {
      return new Room(new float[length], 0);
    }
    float[] current = slab;
    if (current == null || next + length > current.length) {
      current = new float[aligned || taken > MANY ? AlignedArrays.LARGE : length];
      slab = current;
      next = aligned ? AlignedArrays.FIRST : 0;
    }
    var room = new Room(current, next);
    next += length;
    taken += length;
    return room;
  }
}
