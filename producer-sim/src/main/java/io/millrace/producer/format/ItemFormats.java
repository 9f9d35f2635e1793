package io.millrace.producer.format;

import io.millrace.model.event.Ids;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.Utf8;
import io.millrace.producer.mapping.MappedRecord;
import io.millrace.producer.mapping.MappingText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The item files of MovieLens and MovieTweetings, which have no header and their own separators.
final class ItemFormats {
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

  private static final int MAX_TRIED = 20;

  private ItemFormats() {}

  /// How to read `u.item` or `movies.dat`, or null if it is neither.
  static @Nullable Recognition special(String file, Content content, ReadOptions options) {
    if (!options.text().isEmpty()) {
      return null;
    }
    var lines = new Lines(Recogniser.completeLines(content));
    for (int tried = 0; tried < MAX_TRIED; tried++) {
      Line line = lines.next();
      if (line == null) {
        return null;
      }
      String text = line.cut() ? null : Utf8.decode(line.bytes());
      List<String> flagged = text == null ? List.of() : Cells.split(text, "|");
      if (flagged.size() == FIRST_FLAG + GENRES.size() && flagged.getLast().matches("[01]")) {
        return recognition(file, "u.item", content, ItemFormats::flaggedItem);
      }
      if (text != null && Cells.split(text, "::").size() >= 3) {
        return recognition(file, "movies.dat", content, ItemFormats::colonItem);
      }
    }
    return null;
  }

  private static Recognition recognition(
      String file, String kind, Content content, Function<byte[], ListedItem> format) {
    MappingText places =
        MappingText.flag(kind, "", Map.of("target", "items", "item", "1", "title", "2"))
            .with(MappingText.flag(kind, "categories", kind.equals("u.item") ? "6" : "3"));
    return new Recognition(
        new Understood(file, kind, content.notes(), places.mapping(), "", Map.of()),
        Lines::new,
        false,
        bytes -> {
          ListedItem item = format.apply(bytes);
          return new MappedRecord.Item(item.itemId(), item.details());
        });
  }

  private static ListedItem flaggedItem(byte[] line) {
    String text = Cells.text(line);
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
    String text = Cells.text(line);
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
}
