package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShelfTest {
  private static final int ITEMS = 50;

  private final WorldRandom random = new WorldRandom(3);
  private final Shelf shelf = new Shelf();
  private final History history = new History();

  @Test
  void drawsInProportionToTheWeightsOfWhatIsFresh() {
    fill();
    for (int item = 0; item < ITEMS; item += 2) {
      history.add(item);
    }
    assertDrawsAsSpread();
  }

  @Test
  void findsTheLastFreshItemsOfAShelf() {
    fill();
    for (int item = 0; item < ITEMS - 2; item++) {
      history.add(item);
    }
    assertDrawsAsSpread();
  }

  @Test
  void saysWhenNothingIsFresh() {
    fill();
    for (int item = 0; item < ITEMS; item++) {
      history.add(item);
    }
    assertThat(shelf.drawFresh(history, random)).isEqualTo(-1);
    assertThat(shelf.spread(1, history, new double[ITEMS])).isZero();
  }

  private void fill() {
    var popularity = new Popularity(0);
    for (int item = 0; item < ITEMS; item++) {
      popularity.add(item + 1, false, random);
      shelf.add(item, item % 3 == 0 ? 0.4 : 1);
    }
    popularity.advance(0, random);
    shelf.reweigh(popularity);
  }

  private void assertDrawsAsSpread() {
    int draws = 20_000;
    double[] expected = new double[ITEMS];
    assertThat(shelf.spread(1, history, expected)).isEqualTo(1);
    double[] seen = new double[ITEMS];
    for (int i = 0; i < draws; i++) {
      seen[shelf.drawFresh(history, random)] += 1.0 / draws;
    }
    assertThat(seen).containsExactly(expected, within(0.015));
  }
}
