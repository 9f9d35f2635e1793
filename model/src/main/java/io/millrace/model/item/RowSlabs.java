package io.millrace.model.item;

import io.millrace.model.vector.AlignedArrays;
import org.jspecify.annotations.Nullable;

/// Room for the vectors of one table, cut from large arrays so that rows begin at cache lines where
/// the rank allows it (see [AlignedArrays]).
public final class RowSlabs {
  private final boolean aligned;
  private float @Nullable [] slab;
  private int next;

  /// Some elements of a larger array.
  ///
  /// @param start index of the first one
  // Handed over, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Room(float[] array, int start) {}

  /// @param aligned whether rows begin at cache lines, which takes 4 MiB for even one row; else
  ///   each request has an array of its own
  public RowSlabs(boolean aligned) {
    this.aligned = aligned;
  }

  /// @param length elements, all zero
  public synchronized Room take(int length) {
    if (!aligned || length > AlignedArrays.LARGE - AlignedArrays.FIRST) {
      return new Room(new float[length], 0);
    }
    float[] current = slab;
    if (current == null || next + length > current.length) {
      current = new float[AlignedArrays.LARGE];
      slab = current;
      next = AlignedArrays.FIRST;
    }
    var room = new Room(current, next);
    next += length;
    return room;
  }
}
