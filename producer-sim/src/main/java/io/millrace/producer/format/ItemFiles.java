package io.millrace.producer.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Opens files of item titles and categories. The format is recognised by content:
/// - `u.item` of MovieLens 100K: Latin-1, id, title, date, nothing, URL and 19 genre flags between
///   `|`
/// - `movies.dat`: id, title and genres between `::`, the genres between `|`
/// - TSV or CSV whose first line names item, itemId or movieId, title, name or description, and
///   optionally categories or genres, which are cut at `|`
///
/// Malformed lines are treated as in [EventFiles].
public final class ItemFiles {
  private ItemFiles() {}

  /// @throws UnreadableFileException if the file is missing, empty, no text or in no known format
  /// @throws UncheckedIOException if reading fails
  public static ItemSource open(Path file, Consumer<MalformedLine> onMalformed) {
    String name = file.toString();
    if (!Files.exists(file)) {
      throw new UnreadableFileException(name, "does not exist");
    }
    if (Files.isDirectory(file)) {
      throw new UnreadableFileException(name, "is a directory");
    }
    try {
      var lines = new Lines(Files.newInputStream(file));
      try {
        LineFormat<ListedItem> format = Recognised.format(name, lines, new ItemFormats(name));
        return new ItemSource(new Records<>(name, lines, format, onMalformed));
      } catch (RuntimeException e) {
        lines.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }
}
