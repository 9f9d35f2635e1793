package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TitlesTest {
  @Test
  void noTitleIsGivenTwice() {
    assertThat(IntStream.range(0, 50_000).mapToObj(Titles::of)).doesNotHaveDuplicates();
  }

  @Test
  void aTitleReadsWell() {
    assertThat(IntStream.range(0, 50_000).mapToObj(Titles::of))
        .allMatch(title -> title.matches("[A-Z][a-z]*( [A-Za-z]+)+(, part \\d+)?"))
        .noneMatch(title -> title.matches("A [AEIOU].*"));
  }
}
