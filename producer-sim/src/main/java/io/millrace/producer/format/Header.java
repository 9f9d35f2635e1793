package io.millrace.producer.format;

import io.millrace.model.event.InvalidEventException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The first line of a TSV or CSV file, which names its columns.
///
/// @param tabs true for TSV, false for CSV
/// @param names in lower case, without underscores
record Header(boolean tabs, List<String> names) {
  private static final int NONE = -1;

  /// The header in this line, or null if it cannot be one.
  static @Nullable Header of(String line) {
    boolean tabs = line.indexOf('\t') >= 0;
    try {
      List<String> names = split(line, tabs).stream().map(Header::normal).toList();
      return names.size() < 2 ? null : new Header(tabs, names);
    } catch (InvalidEventException e) {
      return null;
    }
  }

  /// The one column that has any of these names, or -1 if there is none.
  ///
  /// @throws UnreadableFileException if several have
  int column(String file, String... aliases) {
    int found = NONE;
    for (int i = 0; i < names.size(); i++) {
      if (List.of(aliases).contains(names.get(i))) {
        if (found != NONE) {
          throw new UnreadableFileException(
              file, "has two columns for the same: " + names.get(found) + ", " + names.get(i));
        }
        found = i;
      }
    }
    return found;
  }

  /// The cells of a line below the header.
  ///
  /// @throws InvalidEventException if their number is not that of the header
  List<String> cells(byte[] line) {
    String text = Cells.text(line);
    List<String> cells = split(text, tabs);
    if (cells.size() != names.size()) {
      throw Cells.malformed(
          text, "has " + cells.size() + " columns, but the header " + names.size());
    }
    return cells;
  }

  /// The cell in this column, or null if there is no such column or nothing in it.
  static @Nullable String optional(List<String> cells, int column) {
    return column == NONE || cells.get(column).isEmpty() ? null : cells.get(column);
  }

  private static List<String> split(String line, boolean tabs) {
    return tabs ? Cells.split(line, "\t") : Cells.splitCsv(line);
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace("_", "");
  }
}
