package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserStateTest {
  private final UserState user = new UserState(2, 3, 0.1f);

  @Test
  void recentItemsAreNewestFirst() {
    user.remember(7, 100);
    user.remember(8, 200);
    assertThat(recent(user)).containsExactly(8, 7);
    assertThat(user.recentMillis(0)).isEqualTo(200);
    assertThat(user.recentMillis(1)).isEqualTo(100);
  }

  @Test
  void aLateEventIsNotTheNewest() {
    user.remember(7, 100);
    user.remember(9, 300);
    user.remember(8, 200);
    assertThat(recent(user)).containsExactly(9, 8, 7);
  }

  @Test
  void ofEqualTimesTheLaterArrivalIsTheNewest() {
    user.remember(7, 100);
    user.remember(8, 100);
    user.remember(9, 100);
    assertThat(recent(user)).containsExactly(9, 8, 7);
  }

  @Test
  void theOldestFallsOut() {
    user.remember(6, 100);
    user.remember(7, 200);
    user.remember(8, 300);
    user.remember(9, 400);
    assertThat(recent(user)).containsExactly(9, 8, 7);
    user.remember(1, 250); // late, but newer than the oldest
    assertThat(recent(user)).containsExactly(9, 8, 1);
    user.remember(2, 50); // older than all
    assertThat(recent(user)).containsExactly(9, 8, 1);
  }

  @Test
  void aUserWithoutContextRemembersNothing() {
    var forgetful = new UserState(2, 0, 0.1f);
    forgetful.remember(7, 100);
    forgetful.remember(8, 200);
    assertThat(forgetful.recentCount()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void recentItemsAreTheLastByTimeAndThenByArrival(long seed) {
    var random = new SplittableRandom(seed);
    record Event(int slot, long millis) {}
    for (int context = 0; context <= 6; context++) {
      var state = new UserState(1, context, 0.1f);
      List<Event> kept = new ArrayList<>();
      for (int slot = 0; slot < 200; slot++) {
        var event = new Event(slot, random.nextLong(1 + slot / 4));
        state.remember(slot, event.millis());
        kept.addFirst(event);
        kept.sort(Comparator.comparingLong(Event::millis).reversed()); // stable
        kept.subList(Math.min(context, kept.size()), kept.size()).clear();
        assertThat(recent(state))
            .as("seed %d, context %d, event %d", seed, context, slot)
            .containsExactlyElementsOf(kept.stream().map(Event::slot).toList());
      }
    }
  }

  @Test
  void consumedItemsAreOldestFirst() {
    user.consume(7, 10);
    user.consume(8, 10);
    assertThat(consumed(user)).containsExactly(7, 8);
    assertThat(user.hasConsumed(7)).isTrue();
    assertThat(user.hasConsumed(9)).isFalse();
  }

  @Test
  void anItemConsumedAgainIsTheNewest() {
    user.consume(7, 10);
    user.consume(8, 10);
    user.consume(9, 10);
    user.consume(7, 10);
    assertThat(consumed(user)).containsExactly(8, 9, 7);
  }

  @Test
  void beyondTheBoundTheOldestIsForgotten() {
    for (int slot = 0; slot < 100; slot++) {
      user.consume(slot, 30);
    }
    assertThat(user.consumedCount()).isEqualTo(30);
    assertThat(user.consumed(0)).isEqualTo(70);
    assertThat(user.hasConsumed(69)).isFalse();
    user.consume(80, 30); // again: nothing falls out
    assertThat(user.consumedCount()).isEqualTo(30);
    assertThat(user.hasConsumed(70)).isTrue();
  }

  @Test
  void aLowerBoundForgetsTheOldestAtOnce() {
    for (int slot = 0; slot < 10; slot++) {
      user.consume(slot, 10);
    }
    user.consume(99, 3);
    assertThat(consumed(user)).containsExactly(8, 9, 99);
    user.consume(100, 0);
    assertThat(consumed(user)).isEmpty();
  }

  @Test
  void aCopyIsIndependent() {
    user.vector()[0] = 1;
    user.setEvents(5);
    user.remember(7, 100);
    user.consume(7, 10);

    UserState copy = user.copy();
    assertThat(copy.vector()).containsExactly(1, 0);
    assertThat(copy.accumulator()).isEqualTo(0.1f);
    assertThat(copy.events()).isEqualTo(5);
    assertThat(recent(copy)).containsExactly(7);
    assertThat(copy.recentMillis(0)).isEqualTo(100);
    assertThat(consumed(copy)).containsExactly(7);

    user.vector()[0] = 2;
    user.setAccumulator(9);
    user.setEvents(6);
    user.remember(8, 200);
    user.consume(8, 10);
    assertThat(copy.vector()).containsExactly(1, 0);
    assertThat(copy.accumulator()).isEqualTo(0.1f);
    assertThat(copy.events()).isEqualTo(5);
    assertThat(recent(copy)).containsExactly(7);
    assertThat(consumed(copy)).containsExactly(7);

    copy.consume(9, 10);
    assertThat(consumed(copy)).containsExactly(7, 9);
    assertThat(consumed(user)).containsExactly(7, 8);
  }

  @Test
  void aCopyOfAnEmptyStateCanBeFilled() {
    UserState copy = user.copy();
    copy.consume(1, 10);
    copy.consume(2, 10);
    assertThat(consumed(copy)).containsExactly(1, 2);
  }

  private static List<Integer> recent(UserState user) {
    List<Integer> slots = new ArrayList<>();
    for (int k = 0; k < user.recentCount(); k++) {
      slots.add(user.recentSlot(k));
    }
    return slots;
  }

  private static List<Integer> consumed(UserState user) {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < user.consumedCount(); i++) {
      slots.add(user.consumed(i));
    }
    return slots;
  }

  @Test
  void itemsAreForgottenAndTheOthersKeepTheirOrder() {
    var user = new UserState(2, 3, 0.1f);
    for (int slot = 1; slot <= 3; slot++) {
      user.remember(slot, slot * 10L);
      user.consume(slot, 10);
    }
    assertThat(user.forget(slot -> slot == 2)).isTrue();
    assertThat(user.recentCount()).isEqualTo(2);
    assertThat(user.recentSlot(0)).isEqualTo(3);
    assertThat(user.recentSlot(1)).isEqualTo(1);
    assertThat(user.recentMillis(1)).isEqualTo(10);
    assertThat(user.consumedCount()).isEqualTo(2);
    assertThat(user.consumed(1)).isEqualTo(3);
    assertThat(user.forget(slot -> slot == 2)).isFalse();
  }
}
