package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.Decimals;
import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.mapping.MappingText;
import io.millrace.producer.mapping.Place;
import io.millrace.producer.mapping.TableFormat;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out the separator, the header and the columns of a table.
final class TableRecogniser {
  private static final List<String> SEPARATORS = List.of("\t", "::", ";", "|", ",");
  private static final int MAX_COLUMNS = 5_000;

  private final Recogniser recogniser;
  private final Content content;
  private final TableFormat said;
  private final MappingText text;

  TableRecogniser(Recogniser recogniser, Content content) {
    this.recogniser = recogniser;
    this.content = content;
    this.text = recogniser.options().text();
    this.said = text.table();
  }

  Recognition recognise() {
    requireLines();
    List<String> separators = said.separator() == null ? SEPARATORS : List.of(said.separator());
    List<Cut> cuts = new ArrayList<>();
    for (String separator : separators) {
      Cut cut = cut(separator);
      if (cut.isTable() || said.separator() != null) {
        cuts.add(cut);
      }
    }
    if (cuts.isEmpty()) {
      throw new UnreadableFileException(
          recogniser.file(),
          "is in no known format: line 1 is '%s', and no separator (%s) cuts it into columns. Say"
                  .formatted(Recogniser.firstLine(content), "tab , ; | ::")
              + " --separator, or write one JSON object a line");
    }
    for (Cut cut : cuts) {
      Recognition named = byNames(cut);
      if (named != null) {
        return named;
      }
    }
    Cut best = cuts.stream().max(Comparator.comparingDouble(Cut::worth)).orElseThrow();
    return byValues(best);
  }

  /// One that is longer than a record may be is no table, and the search would take its time.
  private void requireLines() {
    for (byte b : content.sample()) {
      if (b == '\n') {
        return;
      }
    }
    if (!content.isWhole()) {
      throw new UnreadableFileException(
          recogniser.file(),
          "is in no known format: line 1 is '%s' and longer than %d bytes, with no end in sight"
              .formatted(Recogniser.firstLine(content), content.sample().length));
    }
  }

  /// A sample as a separator cuts it.
  ///
  /// @param width how many columns most records have
  private record Cut(Table table, List<String[]> records, int width, double share) {
    boolean isTable() {
      return width > 1;
    }

    double worth() {
      return share * 100 + Math.min(width, 50);
    }

    String[] first() {
      return records.getFirst();
    }
  }

  private Cut cut(String separator) {
    Cut quoted = cut(new Table(separator, true));
    boolean isRarelyQuoted = !separator.equals(",") && !separator.equals(";");
    if (!isRarelyQuoted) {
      return quoted;
    }
    Cut plain = cut(new Table(separator, false));
    return plain.records.size() > quoted.records.size() ? plain : quoted;
  }

  /// Records that cannot be cut are left out: one malformed line does not hide the format.
  private Cut cut(Table table) {
    List<String[]> records = new ArrayList<>();
    Map<Integer, Integer> widths = new HashMap<>();
    RawRecords raw = table.records(sample());
    for (Line line = raw.next(); line != null; line = raw.next()) {
      if (records.size() == Recogniser.SAMPLED) {
        break;
      }
      if (!line.isBlank() && !line.cut()) {
        try {
          String[] cells = table.cells(Cells.text(line.bytes()));
          records.add(cells);
          widths.merge(cells.length, 1, Integer::sum);
        } catch (InvalidEventException malformed) {
          // Reported when the file is read.
        }
      }
    }
    int width = 1;
    for (Map.Entry<Integer, Integer> each : widths.entrySet()) {
      int count = widths.getOrDefault(width, 0);
      boolean isMore =
          each.getValue() > count || (each.getValue() == count && each.getKey() > width);
      width = isMore && each.getKey() <= MAX_COLUMNS ? each.getKey() : width;
    }
    double share = records.isEmpty() ? 0 : (double) widths.getOrDefault(width, 0) / records.size();
    return new Cut(table, records, width, share);
  }

  private InputStream sample() {
    return Recogniser.completeLines(content);
  }

  /// By the names in the header, or null if they do not name what there must be.
  private @Nullable Recognition byNames(Cut cut) {
    if (Boolean.FALSE.equals(said.header()) || cut.records.isEmpty()) {
      return null;
    }
    List<String> names = names(cut);
    List<Column> columns = columns(cut, names, 1);
    MappingText known = recogniser.said();
    Guess guess = Guess.of(recogniser.items(), columns, known);
    boolean hasItem = guess.places().containsKey("item") || isNamed(known, "item");
    boolean hasOther =
        recogniser.items()
            ? recogniser.describes(guess)
            : guess.places().containsKey("user") || known.has("user");
    boolean isHeader = Boolean.TRUE.equals(said.header()) || !holdsData(cut.first());
    if (!isHeader || !hasItem || !hasOther) {
      return null;
    }
    return recognition(cut, names, columns, guess, true);
  }

  private static boolean isNamed(MappingText text, String field) {
    return text.has(field) && !text.isFixedOrNumber(field);
  }

  private Recognition byValues(Cut cut) {
    boolean isHeader = said.header() != null ? said.header() : looksLikeHeader(cut);
    List<String> names = isHeader ? names(cut) : numbers(cut.width);
    List<Column> columns = columns(cut, names, isHeader ? 1 : 0);
    MappingText known = recogniser.said();
    Guess guess = isHeader ? Guess.of(recogniser.items(), columns, known) : null;
    if (guess == null) {
      Guess byLooks = recogniser.items() ? null : Headerless.of(columns);
      guess = byLooks == null ? Guess.of(recogniser.items(), List.of(), known) : byLooks;
    }
    return recognition(cut, names, columns, guess, isHeader);
  }

  private Recognition recognition(
      Cut cut, List<String> names, List<Column> columns, Guess guess, boolean header) {
    String kind = cut.table.toString();
    String shown = kind + (header ? "" : " without a header");
    Mapping mapping = recogniser.complete(guess, shown, columns);
    Mapping numbered = mapping.onColumns(recogniser.file(), names);
    List<String> notes = new ArrayList<>(content.notes());
    if (!header) {
      notes.add("no header");
    }
    var understood =
        new Understood(
            recogniser.file(),
            kind,
            notes,
            mapping,
            guess.time() == null ? "" : guess.time().shown(),
            Recogniser.types(mapping, typeValues(numbered, columns)));
    return new Recognition(
        understood,
        cut.table::records,
        header,
        new TableRecords(cut.table, names, numbered, header));
  }

  private static @Nullable List<String> typeValues(Mapping numbered, List<Column> columns) {
    var places = numbered.places().get("type");
    if (places == null
        || !(places.alternatives().getFirst() instanceof Place.Numbered(int column))) {
      return null;
    }
    return columns.get(column - 1).values();
  }

  /// The names of the header. R leaves out the one of the column of row numbers.
  private static List<String> names(Cut cut) {
    List<String> names = new ArrayList<>();
    if (cut.first().length == cut.width - 1) {
      names.add("");
    }
    for (String cell : cut.first()) {
      names.add(cell.strip());
    }
    return names;
  }

  private static List<String> numbers(int width) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      names.add("column " + i);
    }
    return names;
  }

  private static List<Column> columns(Cut cut, List<String> names, int from) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<String> values = new ArrayList<>();
      for (String[] cells :
          cut.records.subList(Math.min(from, cut.records.size()), cut.records.size())) {
        if (cells.length == names.size() && !TableRecords.isAbsent(cells[i].strip())) {
          values.add(cells[i].strip());
        }
      }
      boolean isNumbered = from == 0;
      String name = names.get(i);
      columns.add(
          new Column(isNumbered ? String.valueOf(i + 1) : MappingText.quoted(name), name, values));
    }
    return columns;
  }

  /// Whether a record has a cell that can be no name: a number or a time.
  private static boolean holdsData(String[] cells) {
    for (String cell : cells) {
      if (Decimals.parse(cell.strip()) != null || TimeForm.isTime(cell.strip())) {
        return true;
      }
    }
    return false;
  }

  private boolean looksLikeHeader(Cut cut) {
    boolean isNumbered = text.isFixedOrNumber("user") && text.isFixedOrNumber("item");
    if (isNumbered || cut.records.isEmpty()) {
      return false;
    }
    String[] first = cut.first();
    return cut.width == first.length
        && !holdsData(first)
        && new HashSet<>(List.of(first)).size() == first.length;
  }
}
