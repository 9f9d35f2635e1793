package io.millrace.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankWindowTest {
  @Test
  void anEmptyWindowHasNoQuality() {
    var window = new RankWindow(3);
    assertThat(window.size()).isZero();
    assertThat(window.hitRate()).isNaN();
    assertThat(window.ndcg()).isNaN();
    assertThat(window.reciprocalRank()).isNaN();
  }

  @Test
  void qualityIsTheMeanOverTheTests() {
    var window = new RankWindow(10);
    window.add(0);
    window.add(2);
    window.add(10);
    window.add(5_000);
    assertThat(window.size()).isEqualTo(4);
    assertThat(window.hitRate()).isEqualTo(0.5);
    assertThat(window.ndcg()).isCloseTo((1 + 0.5) / 4, within(1e-12));
    assertThat(window.reciprocalRank()).isCloseTo((1 + 1 / 3.0) / 4, within(1e-12));
  }

  @Test
  void theOldestTestsLeave() {
    var window = new RankWindow(2);
    window.add(0);
    window.add(0);
    window.add(99);
    assertThat(window.hitRate()).isEqualTo(0.5);
    window.add(99);
    assertThat(window.hitRate()).isZero();
    window.add(9);
    assertThat(window.size()).isEqualTo(2);
    assertThat(window.hitRate()).isEqualTo(0.5);
  }
}
