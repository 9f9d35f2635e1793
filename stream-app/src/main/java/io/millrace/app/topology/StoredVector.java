package io.millrace.app.topology;

import io.millrace.model.vector.Grid;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// The bytes of a vector whose elements are values of the [Grid]: of each, 24 bits of the integer
/// that it is a multiple of 2^-20 by, little-endian.
final class StoredVector {
  private static final int BYTES = 3;

  private StoredVector() {}

  static int bytes(int length) {
    return length * BYTES;
  }

  /// Writes elements, each as the nearest one of the grid, into what is left of a buffer of
  /// little-endian bytes.
  static void write(ByteBuffer out, float[] vector) {
    int at = out.position();
    int last = vector.length - 1;
    for (int i = 0; i < last; i++, at += BYTES) {
      out.putInt(at, multiple(vector[i])); // the fourth byte is written over by the next one
    }
    int value = multiple(vector[last]);
    out.putShort(at, (short) value).put(at + Short.BYTES, (byte) (value >> Short.SIZE));
    out.position(at + BYTES);
  }

  private static int multiple(float value) {
    return (int) (Grid.nearest(value) * Grid.PER_UNIT); // exact
  }

  /// @throws BufferUnderflowException if there are fewer elements
  static float[] read(ByteBuffer in, int length) {
    if (in.remaining() < bytes(length)) {
      throw new BufferUnderflowException();
    }
    float[] vector = new float[length];
    int at = in.position();
    int last = length - 1;
    for (int i = 0; i < last; i++, at += BYTES) {
      vector[i] = value(in.getInt(at) << Byte.SIZE);
    }
    int low = in.getShort(at) & 0xffff;
    vector[last] = value((low | in.get(at + Short.BYTES) << Short.SIZE) << Byte.SIZE);
    in.position(at + BYTES);
    return vector;
  }

  /// @param shifted the integer in the upper 24 bits
  private static float value(int shifted) {
    return (float) (shifted >> Byte.SIZE) / Grid.PER_UNIT;
  }
}
