package io.millrace.app.cli;

import io.millrace.producer.format.ReadOptions;
import io.millrace.producer.mapping.MappingText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is said of files of events whose form is not recognised, or not as wanted.
final class FileOptions {
  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "A mapping, YAML or .properties: where user, item, type and time stand.")
  private @Nullable Path map;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "FIELD=COLUMN",
      description =
          "Where fields stand: user, item, type, value, time, eventId; a name, a number, a path such"
              + " as a.b, a first of several a|b, or always the same, type==view.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "THEIRS=OURS",
      description = "Types of events to rename, such as addtocart=cart.")
  private Map<String, String> types = new LinkedHashMap<>();

  @Option(
      names = "--separator",
      paramLabel = "TEXT",
      description = "Between columns: tab, comma, semicolon, pipe or any text.")
  private @Nullable String separator;

  @Option(names = "--no-header", description = "The first line is an event and names no columns.")
  private boolean noHeader;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      description = "Of the text, such as ISO-8859-1 (default: UTF-8, unless bytes say otherwise).")
  private @Nullable String charset;

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      description =
          "s, ms, us, ns, iso, none for the order of the file, or a pattern, dd/MM/yyyy HH:mm.")
  private @Nullable String timeFormat;

  /// How files of events are read. Each is told in a line before it is.
  ///
  /// @throws io.millrace.producer.mapping.InvalidMappingException if a flag or the mapping is wrong
  ReadOptions events(PrintWriter err) {
    return read(map, flags(), err);
  }

  /// How a file of items is read.
  ///
  /// @param itemsMap a mapping of items, if there is one
  /// @throws io.millrace.producer.mapping.InvalidMappingException if the mapping is wrong
  static ReadOptions items(@Nullable Path itemsMap, PrintWriter err) {
    return read(itemsMap, MappingText.none(), err);
  }

  private static ReadOptions read(@Nullable Path map, MappingText flags, PrintWriter err) {
    MappingText file = map == null ? MappingText.none() : MappingText.load(map).checked();
    return new ReadOptions(
        file,
        flags,
        understood -> {
          err.printf("%s: %s%n", understood.file(), understood.line());
          err.flush();
        });
  }

  private MappingText flags() {
    MappingText text = MappingText.none();
    if (!columns.isEmpty()) {
      text = text.with(MappingText.flag("--columns", "", columns));
    }
    if (!types.isEmpty()) {
      text = text.with(MappingText.flag("--types", "types", types));
    }
    if (noHeader) {
      text = text.with(MappingText.flag("--no-header", "header", "false"));
    }
    text = with(text, "--separator", "separator", separator);
    text = with(text, "--charset", "charset", charset);
    return with(text, "--time-format", "timeFormat", timeFormat).checked();
  }

  private static MappingText with(
      MappingText text, String flag, String field, @Nullable String value) {
    return value == null ? text : text.with(MappingText.flag(flag, field, value));
  }
}
