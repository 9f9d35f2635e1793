package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsumedItemsTest {
  private static final int VIEW = 1;
  private static final int PURCHASE = 200;
  private static final int MAX = 4;

  private final ConsumedItems items = new ConsumedItems();

  @Test
  void anItemHasAnEntryForEachTypeWithTheTimeOfTheNewestEvent() {
    items.add(7, VIEW, 10, true, MAX);
    items.add(7, PURCHASE, 20, true, MAX);
    items.add(7, VIEW, 30, true, MAX);
    items.add(7, VIEW, 25, true, MAX); // late
    assertThat(entries(items)).containsExactly("7 200 20", "7 1 30");
    assertThat(items.items()).isEqualTo(1);
    assertThat(items.contains(7)).isTrue();
  }

  @Test
  void theOldestEntryIsDroppedBeyondTheBound() {
    for (int slot = 0; slot < 6; slot++) {
      items.add(slot, VIEW, slot, true, MAX);
    }
    assertThat(entries(items)).containsExactly("2 1 2", "3 1 3", "4 1 4", "5 1 5");
    assertThat(items.contains(1)).isFalse();
  }

  @Test
  void anItemIsRemovedWithAllItsTypes() {
    items.add(7, VIEW, 10, true, MAX);
    items.add(8, VIEW, 20, false, MAX);
    items.add(7, PURCHASE, 30, true, MAX);
    assertThat(items.removeIf(slot -> slot == 7)).isEqualTo(2);
    assertThat(entries(items)).containsExactly("8 1 20");
    assertThat(items.isCounted(0)).isFalse();
    assertThat(items.slot(0)).isEqualTo(8);
  }

  @Test
  void twoUsersHistoriesAreOneInTheOrderOfTheirTimes() {
    items.add(1, VIEW, 10, true, 10);
    items.add(2, VIEW, 30, false, 10);
    var other = new ConsumedItems();
    other.add(3, VIEW, 20, true, 10);
    other.add(2, VIEW, 40, true, 10);
    items.merge(other, 10);
    assertThat(entries(items)).containsExactly("1 1 10", "3 1 20", "2 1 40");
    assertThat(items.isCounted(2)).isTrue();
    items.merge(other, 2);
    assertThat(entries(items)).containsExactly("3 1 20", "2 1 40");
  }

  @Test
  void timesBefore1970AndFarAheadAreMinutesToo() {
    assertThat(ConsumedItems.minuteOf(-1)).isEqualTo(-1);
    assertThat(ConsumedItems.minuteOf(-60_000)).isEqualTo(-1);
    assertThat(ConsumedItems.minuteOf(59_999)).isZero();
    assertThat(ConsumedItems.minuteOf(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(ConsumedItems.minuteOf(Long.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
  }

  private static List<String> entries(ConsumedItems items) {
    return IntStream.range(0, items.count())
        .mapToObj(i -> items.slot(i) + " " + items.type(i) + " " + items.minute(i))
        .toList();
  }
}
