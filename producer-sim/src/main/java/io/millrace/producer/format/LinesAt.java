package io.millrace.producer.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/// Lines of a file by the offset of their first byte. Files of any size: the window of bytes in
/// memory is small, and neighbouring lines mostly share it.
final class LinesAt implements AutoCloseable {
  private static final int MIN_WINDOW_BYTES = 4096;

  private final FileChannel channel;
  private ByteBuffer window = ByteBuffer.allocate(MIN_WINDOW_BYTES).limit(0);
  private long windowOffset;

  LinesAt(Path file) throws IOException {
    channel = FileChannel.open(file);
  }

  /// The line that starts there, without its end.
  byte[] read(long offset) {
    try {
      int start = Math.clamp(offset - windowOffset, -1, window.limit());
      int end = start < 0 ? -1 : lineEnd(start);
      if (end < 0) {
        load(offset);
        start = 0;
        end = lineEnd(0);
      }
      while (end < 0 && window.limit() == window.capacity()) {
        window = ByteBuffer.allocate(window.capacity() * 2);
        load(offset);
        end = lineEnd(0);
      }
      byte[] line = Arrays.copyOfRange(window.array(), start, end < 0 ? window.limit() : end);
      return Lines.withoutCarriageReturn(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int lineEnd(int from) {
    for (int i = from; i < window.limit(); i++) {
      if (window.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void load(long offset) throws IOException {
    window.clear();
    windowOffset = offset;
    while (window.hasRemaining() && channel.read(window, offset + window.position()) > 0) {
      // A read may give less than was asked for.
    }
    window.flip();
  }
}
