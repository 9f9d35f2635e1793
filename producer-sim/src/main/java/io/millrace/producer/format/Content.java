package io.millrace.producer.format;

import com.github.luben.zstd.ZstdInputStream;
import io.millrace.producer.json.Utf8;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The text of a file as UTF-8: what is compressed is unpacked by what its first bytes say, and
/// other charsets are told by a byte order mark, by a flag, or by bytes that are no UTF-8.
///
/// @param text all of it; closed by who reads it
/// @param sample its beginning, in UTF-8
/// @param isWhole whether the sample is everything
/// @param notes how it was read, for people
@SuppressWarnings("ArrayRecordComponent") // never compared
record Content(InputStream text, byte[] sample, boolean isWhole, List<String> notes) {
  static final int SAMPLE_BYTES = 256 * 1024;

  /// @param isFile whether reading on never waits for more to come
  /// @param charset as a flag says, or null
  /// @throws UnreadableFileException if it is empty, or of a kind that is not read
  static Content open(String name, InputStream in, boolean isFile, @Nullable Charset charset)
      throws IOException {
    List<String> notes = new ArrayList<>();
    InputStream unpacked = unpack(name, in, notes);
    Sample sample = sample(unpacked, isFile);
    if (sample.bytes.length == 0) {
      throw new UnreadableFileException(name, "is empty");
    }
    Charset marked = marked(sample.bytes);
    Charset used = marked != null ? marked : charset;
    if (used == null) {
      boolean isUtf8 = isUtf8(sample.bytes, sample.isWhole);
      used = isUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }
    if (!used.equals(StandardCharsets.UTF_8)) {
      notes.add(used.name() + (marked == null && charset == null ? " since it is no UTF-8" : ""));
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(sample.bytes), unpacked);
    boolean isUtf8 = used.equals(StandardCharsets.UTF_8);
    byte[] utf8 =
        isUtf8 ? sample.bytes : new String(sample.bytes, used).getBytes(StandardCharsets.UTF_8);
    return new Content(
        isUtf8 ? all : new ToUtf8(all, used), utf8, sample.isWhole, List.copyOf(notes));
  }

  private static InputStream unpack(String name, InputStream in, List<String> notes)
      throws IOException {
    var buffered = new BufferedInputStream(in, Lines.MAX_BYTES);
    buffered.mark(16);
    byte[] magic = new byte[16];
    int length = Math.max(0, buffered.read(magic));
    buffered.reset();
    Magic kind = Magic.of(Arrays.copyOf(magic, length));
    return switch (kind) {
      case TEXT -> buffered;
      case GZIP -> {
        notes.add("gzip");
        yield new GZIPInputStream(buffered, Lines.MAX_BYTES);
      }
      case ZSTD -> {
        notes.add("zstd");
        yield new ZstdInputStream(buffered);
      }
      default -> throw new UnreadableFileException(name, kind.advice());
    };
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sample(byte[] bytes, boolean isWhole) {}

  /// The beginning: of a file as much as is wanted, of a pipe what has arrived, but one line.
  private static Sample sample(InputStream in, boolean isFile) throws IOException {
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    boolean hasLine = false;
    while (bytes.size() < SAMPLE_BYTES && (isFile || !hasLine || in.available() > 0)) {
      int count;
      try {
        count = in.read(buffer, 0, Math.min(buffer.length, SAMPLE_BYTES - bytes.size()));
      } catch (IOException cutOff) {
        if (bytes.size() == 0) {
          throw cutOff;
        }
        return new Sample(bytes.toByteArray(), false); // told by who reads on
      }
      if (count < 0) {
        return new Sample(bytes.toByteArray(), true);
      }
      for (int i = 0; i < count; i++) {
        hasLine |= buffer[i] == '\n';
      }
      bytes.write(buffer, 0, count);
    }
    return new Sample(bytes.toByteArray(), false);
  }

  private static @Nullable Charset marked(byte[] bytes) {
    if (bytes.length < 2) {
      return null;
    }
    int first = ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
    boolean isUtf16 = first == 0xFEFF || first == 0xFFFE;
    if (isUtf16) {
      return StandardCharsets.UTF_16;
    }
    boolean isUtf8 = first == 0xEFBB && bytes.length > 2 && (bytes[2] & 0xFF) == 0xBF;
    return isUtf8 ? StandardCharsets.UTF_8 : null;
  }

  /// Whether no more lines are other than UTF-8 than are UTF-8 beyond ASCII: a single bad byte does
  /// not change the charset of a file.
  private static boolean isUtf8(byte[] bytes, boolean isWhole) {
    int good = 0;
    int bad = 0;
    int start = 0;
    for (int end = 0; end <= bytes.length; end++) {
      boolean isCut = end == bytes.length && !isWhole;
      if (!isCut && (end == bytes.length || bytes[end] == '\n')) {
        byte[] line = Arrays.copyOfRange(bytes, start, end);
        String text = Utf8.decode(line);
        bad += text == null ? 1 : 0;
        good += text != null && text.length() < line.length ? 1 : 0;
        start = end + 1;
      }
    }
    return bad <= good;
  }
}
