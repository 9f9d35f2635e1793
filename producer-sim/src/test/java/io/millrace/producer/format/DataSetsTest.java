package io.millrace.producer.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Interaction;
import io.millrace.producer.DataSets;
import io.millrace.producer.SourcedEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real files of the data sets, where they are at hand.
class DataSetsTest {

  @ParameterizedTest
  @CsvSource({
    "ml-100k/u.data, 100000, rating, 943, 1682",
    "movietweetings/ratings.dat, 141695, rating, 21081, 12611",
    "online-retail/events.tsv, 397924, view, 4339, 3665"
  })
  void everyEventIsReadInTheOrderOfTime(
      String name, int events, String type, int users, int items) {
    Path file = DataSets.require(name);
    try (var source = EventFiles.open(file, MalformedLine.STRICT)) {
      assertThat(source.size()).hasValue(events);
      List<SourcedEvent> all = EventFilesTest.all(source);
      assertThat(all).hasSize(events);
      assertThat(all).map(SourcedEvent::position).last().isEqualTo(events - 1L);
      assertThat(all).map(e -> e.interaction().timestampMillis()).isSorted();
      assertThat(all).allSatisfy(e -> assertThat(e.interaction().type()).isEqualTo(type));
      assertThat(all.stream().map(SourcedEvent::interaction).map(Interaction::userId).distinct())
          .hasSize(users);
      assertThat(all.stream().map(SourcedEvent::interaction).map(Interaction::itemId).distinct())
          .hasSize(items);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ml-100k/u.item, 1682, 1682",
    "movietweetings/movies.dat, 22438, 22293",
    "online-retail/items.tsv, 3684, 0"
  })
  void everyItemIsRead(String name, int items, int withCategories) {
    Path file = DataSets.require(name);
    try (var source = ItemFiles.open(file, MalformedLine.STRICT)) {
      List<ListedItem> all = ItemFilesTest.all(source);
      assertThat(all).hasSize(items);
      assertThat(all.stream().filter(item -> !item.details().categories().isEmpty()).count())
          .isEqualTo(withCategories);
    }
  }
}
