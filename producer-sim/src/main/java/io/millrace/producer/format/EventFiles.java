package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import io.millrace.producer.EventSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Opens event files. The format is recognised by content:
/// - `u.data` of MovieLens 100K: user, item, rating and seconds between tabs, no header
/// - `ratings.dat`: the same between `::`
/// - TSV or CSV whose first line names user or userId, item, itemId or movieId, and optionally type
///   or event, value, rating or quantity, timestamp or time, in any order and case
/// - JSON lines as in topic `interactions`
///
/// The first two are of type `rating`, the third without a type is [Interaction#DEFAULT_TYPE]. Text
/// is UTF-8, also with a byte order mark; lines are at most 64 KiB. A malformed line goes to a
/// listener and does not stop the rest, unless the listener throws, as [MalformedLine#STRICT] does.
public final class EventFiles {
  /// The name that stands for standard input.
  public static final String STDIN = "-";

  private EventFiles() {}

  /// The events of a file, or those of `stdin` if the name is [#STDIN].
  ///
  /// @see #open(Path, Consumer)
  /// @see #stream(String, InputStream, Consumer)
  public static EventSource open(
      String fileOrDash, InputStream stdin, Consumer<MalformedLine> onMalformed) {
    return fileOrDash.equals(STDIN)
        ? stream("standard input", stdin, onMalformed)
        : open(Path.of(fileOrDash), onMalformed);
  }

  /// The events of a file in the order of their timestamps; events of the same time keep the order
  /// of their lines, and one without a timestamp stays behind the line before it.
  ///
  /// The file is read through once, which reports its malformed lines, and once more while its
  /// events are taken. Memory is constant for a sorted file, else 8 bytes per event (28 while it
  /// opens). A pipe is read as a stream.
  ///
  /// @throws UnreadableFileException if it is missing, empty, no text or in no known format
  /// @throws UncheckedIOException if reading fails
  public static EventSource open(Path file, Consumer<MalformedLine> onMalformed) {
    try {
      if (!Files.exists(file)) {
        throw new UnreadableFileException(file.toString(), "does not exist");
      }
      if (Files.isDirectory(file)) {
        throw new UnreadableFileException(file.toString(), "is a directory");
      }
      if (!Files.isRegularFile(file)) {
        return stream(file.toString(), Files.newInputStream(file), onMalformed);
      }
      return openFile(file, onMalformed);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /// The events of a stream as they arrive. Their number is not known, and the fingerprint is new
  /// each time: what comes through a pipe cannot be continued.
  ///
  /// @param name of the stream in messages
  /// @throws UnreadableFileException if it is empty, no text or in no known format
  /// @throws UncheckedIOException if reading fails
  public static EventSource stream(
      String name, InputStream in, Consumer<MalformedLine> onMalformed) {
    return new FileOrderEvents(
        Fingerprint.unique(), OptionalLong.empty(), records(name, in, onMalformed));
  }

  private static EventSource openFile(Path file, Consumer<MalformedLine> onMalformed)
      throws IOException {
    FileScan scan = scan(file, onMalformed);
    if (scan.sorted()) {
      // Its malformed lines are reported already, but counted again as they are passed.
      Records<Interaction> records = records(file.toString(), Files.newInputStream(file), l -> {});
      return new FileOrderEvents(scan.fingerprint(), OptionalLong.of(scan.events()), records);
    }
    return openUnsorted(file, scan);
  }

  private static FileScan scan(Path file, Consumer<MalformedLine> onMalformed) throws IOException {
    var fingerprint = new Fingerprint();
    InputStream in = fingerprint.over(Files.newInputStream(file));
    try (var records = records(file.toString(), in, onMalformed)) {
      return FileScan.of(records, fingerprint);
    }
  }

  private static EventSource openUnsorted(Path file, FileScan scan) throws IOException {
    String name = file.toString();
    if (scan.events() > Integer.MAX_VALUE - 8) {
      throw new UnreadableFileException(name, "has too many events to sort; sort it by time first");
    }
    var index = new EventIndex((int) scan.events());
    var lines = new Lines(Files.newInputStream(file));
    LineFormat<Interaction> format = Recognised.format(name, lines, new EventFormats(name));
    try (var records = new Records<>(name, lines, format, l -> {})) {
      for (Interaction event = records.next(); event != null; event = records.next()) {
        index.add(event, records.offset());
      }
    }
    return new TimeOrderEvents(name, scan, index.offsetsByTime(), new LinesAt(file), format);
  }

  private static Records<Interaction> records(
      String name, InputStream in, Consumer<MalformedLine> onMalformed) {
    var lines = new Lines(in);
    try {
      LineFormat<Interaction> format = Recognised.format(name, lines, new EventFormats(name));
      return new Records<>(name, lines, format, onMalformed);
    } catch (RuntimeException e) {
      lines.close();
      throw e;
    }
  }
}
