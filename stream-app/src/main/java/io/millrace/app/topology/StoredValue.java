package io.millrace.app.topology;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/// Reads a value of a changelog so that whatever its bytes are, it is understood to its end or
/// refused by name.
final class StoredValue {
  private StoredValue() {}

  /// @param what the value is, for messages
  /// @param reader of the little-endian bytes
  /// @throws IncompatibleStateException if the bytes end before the value does or go on after it,
  ///   or hold what no value can
  static <T> T read(String what, byte[] value, Function<ByteBuffer, T> reader) {
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    T read;
    try {
      read = reader.apply(in);
    } catch (BufferUnderflowException
        | NegativeArraySizeException
        | IllegalArgumentException damaged) {
      throw IncompatibleStateException.unreadable(what, value.length, damaged);
    }
    if (in.hasRemaining()) {
      throw IncompatibleStateException.unreadable(what, value.length, null);
    }
    return read;
  }
}
