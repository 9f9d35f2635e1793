package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void oursSaysMost() {
    var ours = new StartException("do this", new IOException("deep inside"));
    assertThat(Failures.line(ours)).isEqualTo("do this");
    assertThat(Failures.line(new RuntimeException("wrapped", ours))).isEqualTo("do this");
  }

  @Test
  void elseTheDeepestCauseDoes() {
    var failure = new RuntimeException("outside", new IOException("deep inside"));
    assertThat(Failures.line(failure)).isEqualTo("deep inside");
  }

  @Test
  void itIsOneLineInAnyCase() {
    assertThat(Failures.line(new IOException("\nfirst\nsecond"))).isEqualTo("first");
    assertThat(Failures.line(new IOException())).isEqualTo("IOException");
    assertThat(Failures.line(new IOException(" \n"))).isEqualTo("IOException");
  }
}
