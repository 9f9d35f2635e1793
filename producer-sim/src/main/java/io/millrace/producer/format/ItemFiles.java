package io.millrace.producer.format;

import io.millrace.producer.mapping.MappedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens files of item titles, categories and whatever else is known of items:
/// - `u.item` of MovieLens 100K: id, title, date, nothing, URL and 19 genre flags between `|`
/// - `movies.dat`: id, title and genres between `::`, the genres between `|`
/// - tables with a header and JSON, in names that are common; columns that mean nothing else are
///   attributes
///
/// Compression, charsets and malformed lines are treated as in [EventFiles].
public final class ItemFiles {
  private ItemFiles() {}

  /// The items of a file, of which nothing is said beforehand.
  ///
  /// @see #open(Path, ReadOptions, Consumer)
  public static ItemSource open(Path file, Consumer<MalformedLine> onMalformed) {
    return open(file, ReadOptions.NONE, onMalformed);
  }

  /// The items of a file in the order of their lines.
  ///
  /// @throws UnreadableFileException if the file is missing, empty, no text or cannot be understood
  /// @throws io.millrace.producer.mapping.InvalidMappingException if the options name what it does
  ///   not have
  /// @throws UncheckedIOException if reading fails
  public static ItemSource open(
      Path file, ReadOptions options, Consumer<MalformedLine> onMalformed) {
    EventFiles.requireFile(file);
    String name = file.toString();
    try {
      InputStream in = Files.newInputStream(file);
      try {
        Content content = Content.open(name, in, true, options.text().table().charset());
        Recognition recognition = new Recogniser(name, true, options).recognise(content);
        options.onUnderstood().accept(recognition.understood());
        return new ItemSource(
            new Records<>(
                name,
                recognition.open(content.text()),
                recognition.format(),
                ItemFiles::item,
                onMalformed));
      } catch (RuntimeException | IOException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw Damage.of(name, 0, new UncheckedIOException(name + ": " + e.getMessage(), e));
    }
  }

  private static @Nullable ListedItem item(MappedRecord record) {
    return record instanceof MappedRecord.Item(String itemId, var details) && details != null
        ? new ListedItem(itemId, details)
        : null;
  }
}
