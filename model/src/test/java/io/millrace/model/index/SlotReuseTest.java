package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class SlotReuseTest {
  private static final int MAX = 3;

  private final SlotReuse slots = new SlotReuse(MAX);

  private int takeAlive() {
    int slot = slots.take();
    if (slot != SlotReuse.NONE) {
      assertThat(slots.alive().add(slot)).as("slot %d is nobody's", slot).isTrue();
    }
    return slot;
  }

  @Test
  void slotsComeInOrderUntilThereAreNoMore() {
    for (int slot = 0; slot < MAX; slot++) {
      assertThat(takeAlive()).isEqualTo(slot);
    }
    assertThat(takeAlive()).isEqualTo(SlotReuse.NONE);
  }

  @Test
  void aReturnedSlotIsTakenFirstIfNobodySearches() {
    takeAlive();
    takeAlive();
    slots.giveBack(0);
    assertThat(slots.alive().contains(0)).isFalse();
    assertThat(takeAlive()).isEqualTo(0);
    assertThat(takeAlive()).isEqualTo(2);
  }

  @Test
  void aSearchKeepsWhatIsReturnedWhileItRuns() {
    takeAlive();
    int search = slots.beginSearch();
    slots.giveBack(0);
    assertThat(takeAlive()).isEqualTo(1);
    assertThat(takeAlive()).isEqualTo(2);
    assertThat(takeAlive()).isEqualTo(SlotReuse.NONE);
    slots.endSearch(search);
    assertThat(takeAlive()).isEqualTo(0);
  }

  /// Searches overlap, so that there is never a moment without any.
  @Test
  void aSlotDoesNotWaitForAMomentWithoutSearches() {
    for (int i = 0; i < MAX; i++) {
      takeAlive();
    }
    var running = new ArrayDeque<Integer>();
    running.add(slots.beginSearch());
    for (int round = 0; round < 50; round++) {
      slots.giveBack(round % MAX);
      assertThat(takeAlive()).as("round %d", round).isEqualTo(SlotReuse.NONE);
      int taken = SlotReuse.NONE;
      for (int i = 0; i < 2 && taken == SlotReuse.NONE; i++) {
        running.add(slots.beginSearch());
        slots.endSearch(running.remove());
        taken = takeAlive();
      }
      assertThat(taken).as("round %d", round).isEqualTo(round % MAX);
    }
  }
}
