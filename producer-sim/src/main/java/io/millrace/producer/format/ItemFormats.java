package io.millrace.producer.format;

import io.millrace.model.event.Ids;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The formats of item files.
final class ItemFormats implements Recognised.Formats<ListedItem> {
  /// Genres of MovieLens 100K in the order of its flags.
  private static final List<String> GENRES =
      List.of(
          "unknown",
          "Action",
          "Adventure",
          "Animation",
          "Children's",
          "Comedy",
          "Crime",
          "Documentary",
          "Drama",
          "Fantasy",
          "Film-Noir",
          "Horror",
          "Musical",
          "Mystery",
          "Romance",
          "Sci-Fi",
          "Thriller",
          "War",
          "Western");

  private static final int FIRST_FLAG = 5;

  private final String file;

  ItemFormats(String file) {
    this.file = file;
  }

  @Override
  public @Nullable LineFormat<ListedItem> ofHeader(String line) {
    Header header = Header.of(line);
    if (header == null) {
      return null;
    }
    int item = header.column(file, "item", "itemid", "movieid");
    int title =
        Stream.of("title", "name", "description")
            .mapToInt(name -> header.column(file, name))
            .filter(column -> column >= 0)
            .findFirst()
            .orElse(-1);
    if (item < 0 || title < 0) {
      return null;
    }
    int categories = header.column(file, "categories", "genres");
    return bytes -> {
      List<String> cells = header.cells(bytes);
      String names = Header.optional(cells, categories);
      return item(cells.get(item), cells.get(title), names == null ? "" : names);
    };
  }

  @Override
  public @Nullable LineFormat<ListedItem> ofRecord(byte[] line) {
    List<String> flagged = Cells.split(latin1(line), "|");
    if (flagged.size() == FIRST_FLAG + GENRES.size() && flagged.getLast().matches("[01]")) {
      return ItemFormats::flaggedItem;
    }
    return Cells.split(latin1(line), "::").size() >= 3 ? ItemFormats::colonItem : null;
  }

  @Override
  public String expected() {
    return "one of: id, title, date, nothing, URL and 19 flags between '|' (u.item); id, title and "
        + "genres between '::' (movies.dat); TSV or CSV whose first line names the columns item, "
        + "title and optionally categories";
  }

  private static ListedItem flaggedItem(byte[] line) {
    String text = latin1(line);
    List<String> cells = Cells.split(text, "|");
    if (cells.size() != FIRST_FLAG + GENRES.size()) {
      throw Cells.malformed(
          text, "has " + cells.size() + " columns, not " + (FIRST_FLAG + GENRES.size()));
    }
    var genres = new ArrayList<String>();
    for (int i = 0; i < GENRES.size(); i++) {
      switch (cells.get(FIRST_FLAG + i)) {
        case "0" -> {}
        case "1" -> genres.add(GENRES.get(i));
        default -> throw Cells.malformed(text, "has a genre flag that is neither 0 nor 1");
      }
    }
    return item(cells.get(0), cells.get(1), String.join("|", genres));
  }

  private static ListedItem colonItem(byte[] line) {
    // MovieLens 1M has this format in Latin-1, MovieTweetings in UTF-8.
    String utf8 = Utf8.decode(line);
    String text = utf8 == null ? latin1(line) : utf8;
    int first = text.indexOf("::");
    int last = text.lastIndexOf("::");
    if (first == last) {
      throw Cells.malformed(text, "has fewer than 3 columns");
    }
    return item(
        text.substring(0, first), text.substring(first + 2, last), text.substring(last + 2));
  }

  private static ListedItem item(String id, String title, String categories) {
    List<String> names =
        Cells.split(categories, "|").stream()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    String shown = title.isBlank() ? null : title.strip();
    return new ListedItem(
        Ids.requireValid("itemId", id),
        new ItemDetails(shown, names, List.of(), null, false, null, Map.of()));
  }

  private static String latin1(byte[] line) {
    return new String(line, StandardCharsets.ISO_8859_1);
  }
}
