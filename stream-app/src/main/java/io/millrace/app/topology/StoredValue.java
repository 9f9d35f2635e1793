package io.millrace.app.topology;

import io.millrace.model.event.Ids;
import io.millrace.producer.json.Utf8;
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

  /// The text of an id.
  static String text(String what, byte[] utf8) {
    String text = utf8.length == 0 || utf8.length > Ids.MAX_BYTES ? null : Utf8.decode(utf8);
    if (text == null) {
      throw IncompatibleStateException.unreadable(what, utf8.length, null);
    }
    return text;
  }

  /// The next float. One that is not finite would spoil every row and answer that it is added to.
  static float finite(ByteBuffer in) {
    float value = in.getFloat();
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("a number is " + value);
    }
    return value;
  }
}
