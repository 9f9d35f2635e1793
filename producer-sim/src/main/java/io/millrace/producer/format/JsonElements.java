package io.millrace.producer.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The objects of a JSON array, or of JSON that is one object after another, each on as many lines
/// as it likes. Whatever else stands between objects is passed over. An end of line within a string
/// is no JSON: such an object ends there, malformed, and the search for the next begins.
final class JsonElements implements RawRecords {
  private final InputStream in;
  private long number = 1;
  private long offset;
  private int ahead = NOTHING;

  private static final int NOTHING = -2;

  JsonElements(InputStream in) {
    this.in = new BufferedInputStream(in, Lines.MAX_BYTES);
  }

  @Override
  public @Nullable Line next() {
    try {
      int b = read();
      while (b >= 0 && b != '{') {
        b = read();
      }
      return b < 0 ? null : object();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Line object() throws IOException {
    var bytes = new ByteArrayOutputStream();
    long startNumber = number;
    long startOffset = offset - 1;
    long length = 1;
    bytes.write('{');
    int depth = 1;
    boolean quoted = false;
    boolean escaped = false;
    while (depth > 0) {
      int b = read();
      if (b < 0 || (quoted && b == '\n')) {
        break;
      }
      if (++length <= Lines.MAX_BYTES) {
        bytes.write(b);
      }
      if (quoted) {
        quoted = escaped || b != '"';
        escaped = !escaped && b == '\\';
      } else {
        quoted = b == '"';
        depth += b == '{' ? 1 : b == '}' ? -1 : 0;
      }
    }
    return new Line(startNumber, startOffset, bytes.toByteArray(), length > Lines.MAX_BYTES);
  }

  private int read() throws IOException {
    int b = in.read();
    offset++;
    if (ahead == '\n') {
      number++;
    }
    ahead = b;
    return b;
  }
}
