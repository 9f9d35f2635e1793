package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final long MEBIBYTE = 1024 * 1024;

  @Test
  void aHeapThatIsTooSmallIsToldWithWhatSetsIt() {
    Refusals.assertRefused(() -> Memory.requireHeap(64 * MEBIBYTE, 120 * MEBIBYTE))
        .contains("64 MiB", "120 MiB", "MILLRACE_HEAP=");
  }

  @Test
  void aHeapOfExactlyThatSizeDoes() {
    assertThatCode(() -> Memory.requireHeap(120 * MEBIBYTE, 120 * MEBIBYTE))
        .doesNotThrowAnyException();
  }

  @Test
  void anItemHasItsRowOncePerPartAndTwiceMore() {
    // A vector of 64 floats, three floats, a long and a double; 4 parts fed, 4 active, view, start.
    long row = 256 + 12 + 16;
    // The start has no context vector.
    assertThat(Memory.bytesPerItem(64, 4)).isEqualTo(row * 10 + 256 * 9);
  }
}
