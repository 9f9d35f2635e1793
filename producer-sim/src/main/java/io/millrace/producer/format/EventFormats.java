package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.Decimals;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.Timestamps;
import io.millrace.producer.json.Utf8;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The formats of event files.
final class EventFormats implements Recognised.Formats<Interaction> {
  private static final String RATING = "rating";

  private final String file;

  EventFormats(String file) {
    this.file = file;
  }

  @Override
  public @Nullable LineFormat<Interaction> ofHeader(String line) {
    Header header = Header.of(line);
    if (header == null) {
      return null;
    }
    int user = header.column(file, "user", "userid");
    int item = header.column(file, "item", "itemid", "movieid");
    if (user < 0 || item < 0) {
      return null;
    }
    int type = header.column(file, "type", "event");
    int value = header.column(file, "value", "rating", "quantity");
    int time = header.column(file, "timestamp", "time");
    return bytes -> {
      List<String> cells = header.cells(bytes);
      return event(
          cells.get(user),
          cells.get(item),
          Header.optional(cells, type),
          Header.optional(cells, value),
          Header.optional(cells, time));
    };
  }

  @Override
  public @Nullable LineFormat<Interaction> ofRecord(byte[] line) {
    if (line[0] == '{') {
      return InteractionJson::parse;
    }
    String text = Utf8.decode(line);
    if (text == null) {
      return null;
    }
    String separator = text.contains("::") ? "::" : "\t";
    return isRating(Cells.split(text, separator)) ? bytes -> rating(bytes, separator) : null;
  }

  @Override
  public String expected() {
    return "one of: user, item, rating and seconds between tabs (u.data) or between '::' "
        + "(ratings.dat); TSV or CSV whose first line names the columns user, item and optionally "
        + "type, value, timestamp; one JSON object a line with userId and itemId";
  }

  private static boolean isRating(List<String> cells) {
    return cells.size() == 4
        && Decimals.parse(cells.get(2)) != null
        && Decimals.parse(cells.get(3)) != null;
  }

  private static Interaction rating(byte[] line, String separator) {
    String text = Cells.text(line);
    List<String> cells = Cells.split(text, separator);
    if (cells.size() != 4) {
      throw Cells.malformed(text, "has " + cells.size() + " columns, not 4");
    }
    return event(cells.get(0), cells.get(1), RATING, cells.get(2), cells.get(3));
  }

  /// @throws InvalidEventException if a cell is outside its range
  private static Interaction event(
      String user,
      String item,
      @Nullable String type,
      @Nullable String value,
      @Nullable String timestamp) {
    return new Interaction(
        null,
        user,
        item,
        type == null ? Interaction.DEFAULT_TYPE : type,
        value == null ? null : Cells.number("value", value),
        timestamp == null ? null : Timestamps.parse("timestamp", timestamp),
        null);
  }
}
