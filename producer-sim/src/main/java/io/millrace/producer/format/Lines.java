package io.millrace.producer.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines of a stream one after another, in bounded memory, each as soon as it has arrived.
/// Lines end with LF or CR LF; the last one needs no end.
final class Lines implements RawRecords {
  /// Longest line that is kept whole.
  static final int MAX_BYTES = 64 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final Deque<Line> unread = new ArrayDeque<>();
  private final byte[] buffer = new byte[2 * MAX_BYTES];
  private int start;
  private int end;
  private long startOffset;
  private long number;

  Lines(InputStream in) {
    this.in = in;
  }

  /// The next line, or null at the end.
  @Override
  public @Nullable Line next() {
    if (!unread.isEmpty()) {
      return unread.removeFirst();
    }
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Puts back lines that were read ahead, in their order.
  void unread(Collection<Line> lines) {
    List<Line> behind = List.copyOf(unread);
    unread.clear();
    unread.addAll(lines);
    unread.addAll(behind);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Line read() throws IOException {
    int length = lengthToEnd(0);
    if (length == 0 && start == end) {
      return null;
    }
    number++;
    skipByteOrderMark();
    length = Math.min(lengthToEnd(0), end - start);
    long offset = startOffset;
    boolean cut = length > MAX_BYTES;
    byte[] bytes = withoutCarriageReturn(copy(Math.min(length, MAX_BYTES)));
    consume(length);
    while (cut && !atLineEnd()) {
      consume(Math.min(lengthToEnd(0), MAX_BYTES));
    }
    consume(start < end ? 1 : 0);
    return new Line(number, offset, bytes, cut);
  }

  /// Bytes before the end of the line, or more than [#MAX_BYTES] if it is not in sight.
  private int lengthToEnd(int from) throws IOException {
    int length = from;
    while (true) {
      for (; start + length < end; length++) {
        if (buffer[start + length] == '\n') {
          return length;
        }
      }
      if (length > MAX_BYTES || !fill()) {
        return length;
      }
    }
  }

  private boolean atLineEnd() throws IOException {
    return (start == end && !fill()) || buffer[start] == '\n';
  }

  private void skipByteOrderMark() {
    if (number == 1
        && end - start >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            buffer,
            start,
            start + BYTE_ORDER_MARK.length,
            BYTE_ORDER_MARK,
            0,
            BYTE_ORDER_MARK.length)) {
      consume(BYTE_ORDER_MARK.length);
    }
  }

  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int count = in.read(buffer, end, buffer.length - end);
    end += Math.max(count, 0);
    return count > 0;
  }

  private void consume(int count) {
    start += count;
    startOffset += count;
  }

  private byte[] copy(int length) {
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  static byte[] withoutCarriageReturn(byte[] line) {
    boolean ends = line.length > 0 && line[line.length - 1] == '\r';
    return ends ? Arrays.copyOf(line, line.length - 1) : line;
  }
}
