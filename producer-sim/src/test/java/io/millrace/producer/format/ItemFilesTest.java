package io.millrace.producer.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Attribute;
import io.millrace.model.event.ItemDetails;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemFilesTest {
  private final List<MalformedLine> malformed = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void uItemIsLatin1WithGenreFlags() throws IOException {
    assertThat(
            read(
                """
                1|Toy Story (1995)|01-Jan-1995||http://x|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0
                2|Misérables|||||0|0|0|0|0|0|0|0|1|0|0|0|1|0|0|0|0|0|1
                2|Misérables||||0|0|0|0|0|0|0|0|1|0|0|0|1|0|0|0|0|0|1
                3||||x|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|2
                """,
                ISO_8859_1))
        .containsExactly(
            item("1", "Toy Story (1995)", "Animation", "Children's", "Comedy"),
            item("2", "Misérables", "Drama", "Musical", "Western"));
    assertThat(malformed).map(MalformedLine::lineNumber).containsExactly(2L, 4L);
  }

  @Test
  void moviesDatIsUtf8OrLatin1() throws IOException {
    String content =
        "0000010::La sortie des usines Lumière (1895)::Documentary|Short\n11::A::B::\n";
    List<ListedItem> expected =
        List.of(
            item("0000010", "La sortie des usines Lumière (1895)", "Documentary", "Short"),
            item("11", "A::B"));
    assertThat(read(content, UTF_8)).isEqualTo(expected);
    assertThat(read(content, ISO_8859_1)).isEqualTo(expected);
  }

  @Test
  void aTsvOrCsvNamesItsColumns() throws IOException {
    assertThat(read("item\tdescription\tprice\n85123A\tWHITE \"HEART\"\t2.55\nX\t\t1\n", UTF_8))
        .containsExactly(priced("85123A", "WHITE \"HEART\"", "2.55"), priced("X", null, "1"));
    assertThat(read("genres,name,movieId\nA| B|A,\"Heat, The\",7\n", UTF_8))
        .containsExactly(item("7", "Heat, The", "A", "B"));
  }

  @Test
  void malformedLinesAreReportedOrEndAStrictReading() throws IOException {
    assertThat(read("item,title\n,nothing\n1,one\n2\n", UTF_8)).containsExactly(item("1", "one"));
    assertThat(malformed)
        .map(MalformedLine::reason)
        .containsExactly(
            "itemId '' is missing: column 1 is empty or not there",
            "line '2' has 1 columns, but the header 2");
    try (var source = ItemFiles.open(folder.resolve("items"), MalformedLine.STRICT)) {
      assertThatExceptionOfType(MalformedLineException.class).isThrownBy(source::next);
    }
  }

  @Test
  void otherFilesAreRefused() {
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> ItemFiles.open(folder.resolve("missing"), malformed::add))
        .withMessageEndingWith("missing does not exist");
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> read("user\titem\n1\t2\n", UTF_8))
        .withMessageContaining(
            "is TSV with user, item, of which item = item is understood; title is missing. Say");
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> read("", UTF_8))
        .withMessageEndingWith("is empty");
  }

  private List<ListedItem> read(String content, Charset charset) throws IOException {
    Path file = Files.writeString(folder.resolve("items"), content, charset);
    try (var source = ItemFiles.open(file, malformed::add)) {
      return all(source);
    }
  }

  static List<ListedItem> all(ItemSource source) {
    var items = new ArrayList<ListedItem>();
    for (ListedItem item = source.next(); item != null; item = source.next()) {
      items.add(item);
    }
    return items;
  }

  private static ListedItem priced(String id, @Nullable String title, String price) {
    return new ListedItem(
        id,
        new ItemDetails(
            title,
            List.of(),
            List.of(),
            null,
            false,
            null,
            Map.of("price", new Attribute.Text(price))));
  }

  private static ListedItem item(String id, String title, String... categories) {
    return new ListedItem(
        id, new ItemDetails(title, List.of(categories), List.of(), null, false, null, Map.of()));
  }
}
