package io.millrace.app.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.Limits;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Rejection;
import io.millrace.model.index.Filter;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.LearnerSettings;
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
  private final InstanceModel model =
      InstanceModel.create(
          LearnerSettings.DEFAULT.withRank(2),
          EventRules.DEFAULT,
          1,
          new Limits(1_000, 0, 1_000, 0));
  private final List<Rejection> rejected = new ArrayList<>();
  private final Catalogue catalogue = new Catalogue(model, rejected::add);

  private boolean isKnown(String itemId) {
    return model.matrix().slotOf(itemId) >= 0;
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
    assertThat(isKnown("book")).isTrue();
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
    assertThat(model.matrix().size()).isZero();
    accept("film", "{\"title\":\"A film\"}");
    assertThat(isKnown("film")).isTrue();
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
    assertThat(rejected).as("seed %d", SEED).hasSizeBetween(1, 499);
  }

  private boolean isShown(String itemId) {
    var filter = new Filter();
    catalogue.restrictToServable(filter, 0, model.matrix()::idOf);
    return model.index().trending(100, filter, 0, 1).stream()
        .anyMatch(item -> item.itemId().equals(itemId));
  }

  @Test
  void aSlotThatIsUsedAgainIsNotHiddenForTheItemBefore() {
    ItemPart part = model.matrix().newAttachedPart(0);
    accept("book", "{\"hidden\":true}");
    int slot = model.matrix().slotOf("book");
    model.matrix().life().evict(part, slot, 0);
    model.matrix().life().drop(part);
    model.matrix().life().swept(part, part.droppedFreed());
    assertThat(model.matrix().intern("film")).isEqualTo(slot);
    assertThat(isShown("film")).isTrue();
    model.matrix().intern("book");
    assertThat(isShown("book")).isFalse();
  }

  @Test
  void listedItemsBecomeKnownWhileThereIsRoomAndAreHiddenAllTheSame() {
    for (int i = 0; i < 1_000; i++) {
      model.matrix().intern("item" + i);
    }
    accept("book", "{\"hidden\":true}");
    assertThat(isKnown("book")).isFalse();
    model.matrix().intern("book");
    assertThat(isShown("book")).isFalse();
  }

  @Test
  void moreItemsThanThereIsRoomForAreCountedAndLeftOut() {
    for (int i = 0; i < 4_001; i++) {
      accept("item" + i, "{}");
    }
    assertThat(rejected).containsExactly(Rejection.OVERSIZED);
  }
}
