package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Events on their way into a temporary file, from which they are taken in another order. The file
/// is deleted as soon as it is open, so nothing of it is left, whatever ends the program.
final class Spool implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long flushed;

  Spool() throws IOException {
    Path file = Files.createTempFile("millrace", ".events");
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /// Appends an event and returns where it is.
  long add(Interaction event) throws IOException {
    if (buffer.remaining() < EventCodec.MAX_BYTES) {
      flush();
    }
    long offset = flushed + buffer.position();
    EventCodec.write(event, buffer);
    return offset;
  }

  /// All that was added, for [EventCodec#read], until the arena ends.
  MemorySegment events(Arena arena) throws IOException {
    flush();
    return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void flush() throws IOException {
    buffer.flip();
    flushed += buffer.remaining();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
