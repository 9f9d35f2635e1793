package io.millrace.app.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a matrix of floats as NumPy reads it: format 1.0, little-endian, row by row.
final class NpyWriter implements AutoCloseable {
  private static final int ALIGNMENT = 64;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private final FileChannel file;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /// @param path of a file that is not there yet
  NpyWriter(Path path, int rows, int columns) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
    int unpadded = MAGIC.length + Short.BYTES + header.length() + 1;
    int padding = Math.floorMod(-unpadded, ALIGNMENT);
    buffer.put(MAGIC).putShort((short) (header.length() + padding + 1));
    buffer.put((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  void add(float[] row) throws IOException {
    for (float value : row) {
      if (buffer.remaining() < Float.BYTES) {
        flush();
      }
      buffer.putFloat(value);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      var _ = file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }
}
