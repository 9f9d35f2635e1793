package io.millrace.producer.format;

import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.mapping.MappingText;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds out from its beginning how a file is to be read.
final class Recogniser {
  /// So many records are looked at.
  static final int SAMPLED = 1_000;

  private static final int MAX_SHOWN = 300;

  private final String file;
  private final boolean items;
  private final ReadOptions options;

  Recogniser(String file, boolean items, ReadOptions options) {
    this.file = file;
    this.items = items;
    this.options = options;
  }

  /// @throws UnreadableFileException if it is empty, no text or cannot be understood
  /// @throws io.millrace.producer.mapping.InvalidMappingException if the options name what it does
  ///   not have
  Recognition recognise(Content content) {
    requireText(content.sample());
    if (content.isWhole() && isBlank(content.sample())) {
      throw new UnreadableFileException(file, "is empty");
    }
    Recognition special = items ? ItemFormats.special(file, content, options) : null;
    if (special != null) {
      return special;
    }
    byte first = firstCharacter(content.sample());
    boolean isJson = (first == '{' || first == '[') && options.text().table().separator() == null;
    return isJson
        ? new JsonRecogniser(this, content).recognise()
        : new TableRecogniser(this, content).recognise();
  }

  String file() {
    return file;
  }

  boolean items() {
    return items;
  }

  ReadOptions options() {
    return options;
  }

  /// What is said and what is guessed together, if that is all there must be.
  ///
  /// @param kind of file, and its columns, for a message
  Mapping complete(Guess guess, String kind, List<Column> columns) {
    MappingText said = said();
    MappingText all = options.isComplete(items) ? said : guess.text().with(said);
    List<String> missing = new ArrayList<>();
    for (String field : items ? List.of("item") : List.of("user", "item")) {
      if (!all.has(field)) {
        missing.add(field);
      }
    }
    if (items && missing.isEmpty() && !describes(guess)) {
      missing.add("title");
    }
    if (!missing.isEmpty()) {
      throw missing(guess, kind, columns, missing);
    }
    if (guess.doubtfulTime() != null && !all.has("time") && !all.has("timeFormat")) {
      throw new UnreadableFileException(
          file,
          "is understood but for its times, such as %s: say --time-format dd/MM/yyyy, or whatever"
                  .formatted(guess.doubtfulTime())
              + " they are, or --time-format none for the order of the file");
    }
    Mapping mapping = all.mapping();
    boolean isToldOfOthers = said.has("otherTypes") || options.isComplete(items);
    return isToldOfOthers ? mapping : mapping.withKnownTypes();
  }

  /// What the options say; of a file of items that it is one, and that all else is an attribute.
  MappingText said() {
    MappingText text = options.text();
    if (!items) {
      return text;
    }
    MappingText target = MappingText.flag("items", "target", "items");
    boolean isComplete = options.isComplete(true) || text.has("attributes");
    return (isComplete ? target : target.with(MappingText.flag("items", "attributes", "*")))
        .with(text);
  }

  /// Whether something of an item is known beside its id. A file of events is no file of items.
  boolean describes(Guess guess) {
    MappingText text = options.text();
    return List.of("title", "categories", "tags", "attributes").stream()
        .anyMatch(field -> text.has(field) || guess.places().containsKey(field));
  }

  /// Ours by theirs of the types in a column.
  static Map<String, String> types(Mapping mapping, @Nullable List<String> values) {
    Map<String, String> types = new TreeMap<>();
    for (String value : values == null ? List.<String>of() : values) {
      String ours = mapping.types().ours(value);
      if (types.size() < 20) {
        types.put(value, ours == null ? "dropped" : ours);
      }
    }
    return types;
  }

  private UnreadableFileException missing(
      Guess guess, String kind, List<Column> columns, List<String> missing) {
    String found = guess.places().isEmpty() ? "" : ", of which " + shown(guess) + " is understood";
    String names = String.join(", ", columns.stream().map(Column::name).toList());
    String cut = names.length() > MAX_SHOWN ? names.substring(0, MAX_SHOWN) + "..." : names;
    return new UnreadableFileException(
        file,
        "is %s with %s%s; %s missing. Say --columns %s"
            .formatted(
                kind,
                cut,
                found,
                String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are"),
                String.join(",", missing.stream().map(field -> field + "=COLUMN").toList())));
  }

  private static String shown(Guess guess) {
    return String.join(
        ", ",
        guess.places().entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
  }

  private void requireText(byte[] sample) {
    int line = 1;
    for (int i = 0; i < sample.length; i++) {
      byte b = sample[i];
      line += b == '\n' ? 1 : 0;
      if (b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && i < 4096) {
        throw new UnreadableFileException(
            file, "is no text: line " + line + " holds the byte " + b);
      }
    }
  }

  private static boolean isBlank(byte[] sample) {
    return new String(sample, StandardCharsets.UTF_8).replace("\ufeff", "").isBlank();
  }

  private static byte firstCharacter(byte[] sample) {
    for (byte b : sample) {
      if (b > ' ') {
        return b;
      }
    }
    return 0;
  }

  /// A sample up to the end of its last complete line.
  static InputStream completeLines(Content content) {
    byte[] sample = content.sample();
    int end = sample.length;
    while (!content.isWhole() && end > 0 && sample[end - 1] != '\n') {
      end--;
    }
    return new ByteArrayInputStream(sample, 0, end);
  }

  /// The beginning of the first line, for a message.
  static String firstLine(Content content) {
    String text = new String(content.sample(), StandardCharsets.UTF_8);
    String line = text.lines().filter(each -> !each.isBlank()).findFirst().orElse("");
    return line.length() <= 100 ? line : line.substring(0, 100) + "...";
  }
}
