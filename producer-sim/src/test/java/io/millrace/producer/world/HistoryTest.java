package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
  @Test
  void holdsWhatASetHoldsInTheSameOrder() {
    var random = new WorldRandom(5);
    var history = new History();
    var expected = new LinkedHashSet<Integer>();
    for (int i = 0; i < 5_000; i++) {
      int item = random.nextInt(2_000);
      assertThat(history.contains(item)).isEqualTo(expected.contains(item));
      history.add(item);
      expected.add(item);
    }
    assertThat(IntStream.range(0, history.size()).map(history::at))
        .containsExactlyElementsOf(expected);
  }
}
