package io.millrace.app.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final long SEED = 13;
  private final List<String> listed = new ArrayList<>();
  private final List<Rejection> rejected = new ArrayList<>();
  private final Catalogue catalogue = new Catalogue(this::list, rejected::add);

  private int list(String itemId) {
    listed.add(itemId);
    return listed.size();
  }

  private void accept(@Nullable String key, @Nullable String value) {
    accept(bytes(key), bytes(value));
  }

  private void accept(byte @Nullable [] key, byte @Nullable [] value) {
    catalogue.accept(new ConsumerRecord<>("items", 0, 0, key, value));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aListedItemHasItsDetails() {
    accept("book", "{\"title\":\"A book\",\"categories\":[\"print\"]}");
    assertThat(catalogue.of("book")).isEqualTo(ItemDetails.of("A book", List.of("print")));
    assertThat(listed).containsExactly("book");
    assertThat(rejected).isEmpty();
  }

  @Test
  void anItemThatIsNotListedIsServedAllTheSame() {
    assertThat(catalogue.of("film")).isEqualTo(ItemDetails.UNLISTED);
    assertThat(catalogue.of("film").servable(0)).isTrue();
  }

  @Test
  void aHiddenItemIsNotServable() {
    accept("book", "{\"hidden\":true}");
    assertThat(catalogue.of("book").servable(0)).isFalse();
  }

  @Test
  void anItemIsServableUntilItExpires() {
    accept("book", "{\"expiresAt\":1800000000000}");
    assertThat(catalogue.of("book").servable(1_799_999_999_999L)).isTrue();
    assertThat(catalogue.of("book").servable(1_800_000_000_000L)).isFalse();
  }

  @Test
  void theNewestDetailsCount() {
    accept("book", "{\"title\":\"Old\",\"hidden\":true}");
    accept("book", "{\"title\":\"New\"}");
    assertThat(catalogue.of("book")).isEqualTo(ItemDetails.of("New", List.of()));
  }

  @Test
  void aNullValueTakesAnItemOffTheList() {
    accept("book", "{\"hidden\":true}");
    accept("book", null);
    assertThat(catalogue.of("book")).isEqualTo(ItemDetails.UNLISTED);
    accept("never-listed", null);
    assertThat(rejected).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      quoteCharacter = '`',
      value = {
        "null, {}, MISSING_KEY",
        "null, null, MISSING_KEY",
        "``, {}, INVALID_FIELD",
        "book, no JSON, MALFORMED",
        "book, ``, MALFORMED",
        "book, `{\"title\":\"a\",\"title\":\"b\"}`, MALFORMED",
        "book, {\"title\":5}, INVALID_FIELD",
        "book, {\"hidden\":\"yes\"}, INVALID_FIELD",
      })
  void aRecordThatIsNoItemIsCountedAndLeftOut(
      @Nullable String key, @Nullable String value, Rejection reason) {
    accept(key, value);
    assertThat(rejected).containsExactly(reason);
    assertThat(listed).isEmpty();
    accept("film", "{\"title\":\"A film\"}");
    assertThat(listed).containsExactly("film");
  }

  @Test
  void aBadRecordLeavesTheDetailsThatWereThere() {
    accept("book", "{\"title\":\"A book\"}");
    accept("book", "{\"title\":5}");
    assertThat(catalogue.of("book")).isEqualTo(ItemDetails.of("A book", List.of()));
  }

  @Test
  void aKeyThatIsNoTextIsLeftOut() {
    accept(new byte[] {(byte) 0xc3}, bytes("{}"));
    assertThat(rejected).containsExactly(Rejection.MISSING_KEY);
  }

  @Test
  void randomBytesNeverFailTheFeed() {
    var random = new Random(SEED);
    byte[] valid =
        "{\"title\":\"A book\",\"tags\":[\"a\",\"b\"],\"attributes\":{\"x\":1}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 500; i++) {
      byte[] changed = valid.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      accept(bytes("book"), changed);
    }
    assertThat(listed.size() + rejected.size()).as("seed %d", SEED).isEqualTo(500);
  }
}
