package io.millrace.producer.format;

import io.millrace.producer.json.JsonValue;
import io.millrace.producer.mapping.MappedRecord;
import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.mapping.Place;
import io.millrace.producer.mapping.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes events or items of the records of a table.
///
/// @param columns their names; empty ones where there is no header
/// @param mapping with numbered places
/// @param hasHeader whether the names are the file's
record TableRecords(Table table, List<String> columns, Mapping mapping, boolean hasHeader)
    implements LineFormat<MappedRecord> {

  @Override
  public MappedRecord parse(byte[] line) {
    String text = Cells.text(line);
    String[] cells = table.cells(text);
    if (cells.length != columns.size() && !onlyBlanksFollow(cells)) {
      String expected = hasHeader ? "but the header " : "not ";
      throw Cells.malformed(text, "has " + cells.length + " columns, " + expected + columns.size());
    }
    return mapping.map(new Cut(columns, cells));
  }

  private boolean onlyBlanksFollow(String[] cells) {
    for (int i = columns.size(); i < cells.length; i++) {
      if (!cells[i].isBlank()) {
        return false;
      }
    }
    return cells.length > columns.size();
  }

  /// A record cut into cells.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Cut(List<String> columns, String[] cells) implements Row {

    @Override
    public @Nullable JsonValue at(Place place) {
      return switch (place) {
        case Place.Numbered(int column) -> value(column - 1);
        case Place.Fixed(String text) -> new JsonValue.Text(text);
        case Place.Named named -> null;
      };
    }

    @Override
    public JsonValue.Fields fields() {
      Map<String, JsonValue> byName = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        JsonValue value = value(i);
        if (value != null) {
          byName.putIfAbsent(columns.get(i), value);
        }
      }
      return new JsonValue.Fields(byName);
    }

    private @Nullable JsonValue value(int index) {
      String text = cells[index].strip();
      return isAbsent(text) ? null : new JsonValue.Text(text);
    }
  }

  /// Whether a cell holds nothing, also in the words of databases.
  static boolean isAbsent(String cell) {
    return switch (cell) {
      case "", "\\N", "NULL", "null" -> true;
      default -> false;
    };
  }
}
