package io.millrace.producer.format;

import io.millrace.producer.EventSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Opens event files. How they are read is recognised by content, as far as nothing is said of it:
/// - tables whose header has names that are common for user, item, type, value and time, between
///   tabs, commas, semicolons, pipes or `::`, quoted or not
/// - tables without a header, by what the columns look like, such as `u.data` and `ratings.dat`
/// - JSON: an object a line, one after another, or one array
///
/// Text is UTF-8, UTF-16 by its byte order mark, or Latin-1; it may be compressed by gzip or zstd.
/// Records are at most 64 KiB. A malformed one goes to a listener and does not stop the rest,
/// unless the listener throws, as [MalformedLine#STRICT] does.
public final class EventFiles {
  /// The name that stands for standard input.
  public static final String STDIN = "-";

  private EventFiles() {}

  /// The events of a file, or those of `stdin` if the name is [#STDIN].
  ///
  /// @see #open(Path, ReadOptions, Consumer)
  /// @see #stream(String, InputStream, ReadOptions, Consumer)
  public static EventSource open(
      String fileOrDash,
      InputStream stdin,
      ReadOptions options,
      Consumer<MalformedLine> onMalformed) {
    return fileOrDash.equals(STDIN)
        ? stream("standard input", stdin, options, onMalformed)
        : open(Path.of(fileOrDash), options, onMalformed);
  }

  /// The events of a file, of which nothing is said beforehand.
  ///
  /// @see #open(Path, ReadOptions, Consumer)
  public static EventSource open(Path file, Consumer<MalformedLine> onMalformed) {
    return open(file, ReadOptions.NONE, onMalformed);
  }

  /// The events of a file in the order of their timestamps; events of the same time keep the order
  /// of their lines, and one without a timestamp stays behind the line before it.
  ///
  /// The file is read through once, which reports its malformed lines, and once more while its
  /// events are taken. Those of a file that is not sorted lie in a temporary file meanwhile. Memory
  /// is constant for a sorted file, else 8 bytes per event (28 while it opens). A pipe is read as a
  /// stream.
  ///
  /// @throws UnreadableFileException if it is missing, empty, no text, cut off or cannot be
  ///   understood
  /// @throws io.millrace.producer.mapping.InvalidMappingException if the options name what it does
  ///   not have
  /// @throws UncheckedIOException if reading fails
  public static EventSource open(
      Path file, ReadOptions options, Consumer<MalformedLine> onMalformed) {
    requireFile(file);
    try {
      if (!Files.isRegularFile(file)) {
        return stream(file.toString(), Files.newInputStream(file), options, onMalformed);
      }
      return new EventFile(file, options).open(onMalformed);
    } catch (IOException e) {
      throw Damage.of(
          file.toString(), 0, new UncheckedIOException(file + ": " + e.getMessage(), e));
    }
  }

  /// The events of a stream as they arrive. Their number is not known, and the fingerprint is new
  /// each time: what comes through a pipe cannot be continued.
  ///
  /// @param name of the stream in messages
  /// @throws UnreadableFileException if it is empty, no text or cannot be understood
  /// @throws io.millrace.producer.mapping.InvalidMappingException if the options name what it does
  ///   not have
  /// @throws UncheckedIOException if reading fails
  public static EventSource stream(
      String name, InputStream in, ReadOptions options, Consumer<MalformedLine> onMalformed) {
    try {
      Content content = Content.open(name, in, false, options.text().table().charset());
      Recognition recognition = new Recogniser(name, false, options).recognise(content);
      options.onUnderstood().accept(recognition.understood());
      return new FileOrderEvents(
          Fingerprint.unique(),
          OptionalLong.empty(),
          new Records<>(
              name,
              recognition.open(content.text()),
              recognition.format(),
              EventFile::event,
              onMalformed));
    } catch (IOException e) {
      throw Damage.of(name, 0, new UncheckedIOException(name + ": " + e.getMessage(), e));
    }
  }

  static void requireFile(Path file) {
    if (!Files.exists(file)) {
      throw new UnreadableFileException(file.toString(), "does not exist");
    }
    if (Files.isDirectory(file)) {
      throw new UnreadableFileException(file.toString(), "is a directory");
    }
  }
}
