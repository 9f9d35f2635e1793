package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.topology.Limits;
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
  void anItemTakesMoreTheMorePartitionsThereAre() {
    long one = Memory.bytesPerItem(64, 1);
    assertThat(one).isBetween(2_000L, 2_800L);
    // A vector and a context vector, three floats, a long, a double and flags; fed and active.
    assertThat(Memory.bytesPerItem(64, 2) - one).isEqualTo(2 * (256 + 12 + 16 + 1 + 256));
  }

  @Test
  void theDefaultLimitsFitTheHeap() {
    for (long mebibytes : new long[] {256, 512, 4_096}) {
      long heap = mebibytes * MEBIBYTE;
      Limits limits = Growth.AUTOMATIC.limits(heap, 64, 6);
      assertThat(Memory.warning(limits, heap, 64, 6)).isNull();
    }
    Limits large = Growth.AUTOMATIC.limits(1L << 40, 64, 6);
    assertThat(large.maxItems()).isEqualTo(1_000_000);
    assertThat(large.maxUsers()).isEqualTo(10_000_000);
  }

  @Test
  void limitsThatDoNotFitAreToldWithThoseThatWould() {
    Limits limits = new Growth(10_000_000, 0, 1_000, 0).limits(512 * MEBIBYTE, 64, 6);
    assertThat(Memory.warning(limits, 512 * MEBIBYTE, 64, 6))
        .contains("10000000 items", "--max-items to ", "MILLRACE_HEAP to ");
  }

  @Test
  void aStoredModelThatCannotFitIsRefused() {
    assertThatCode(() -> Memory.requireRoom(10_000, 10_000, 512 * MEBIBYTE, 64, 6))
        .doesNotThrowAnyException();
    Refusals.assertRefused(() -> Memory.requireRoom(1_000_000, 0, 512 * MEBIBYTE, 64, 6))
        .contains("1000000 items", "512 MiB", "MILLRACE_HEAP=");
  }

  @Test
  void twoModelsThatCannotFitAreRefused() {
    assertThatCode(() -> Memory.requireRoomForTwo(390 * MEBIBYTE, 512 * MEBIBYTE))
        .doesNotThrowAnyException();
    Refusals.assertRefused(() -> Memory.requireRoomForTwo(400 * MEBIBYTE, 512 * MEBIBYTE))
        .contains("400 MiB", "512 MiB", "MILLRACE_HEAP to 521m");
  }

  @Test
  void aLimitOutOfRangeIsRefusedByName() {
    assertThatThrownBy(() -> new Growth(-1, 0, 0, 0)).hasMessageContaining("max-items is -1");
    assertThatThrownBy(() -> new Growth(0, Double.NaN, 0, 0))
        .hasMessageContaining("item-ttl is NaN");
    assertThatThrownBy(() -> new Growth(0, 0, -5, 0)).hasMessageContaining("max-users is -5");
    assertThatThrownBy(() -> new Growth(0, 0, 0, -1)).hasMessageContaining("user-ttl is -1");
  }
}
