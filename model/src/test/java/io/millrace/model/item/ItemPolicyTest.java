package io.millrace.model.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemPolicyTest {
  private static final long DAY = 86_400_000;

  private final ItemMatrix matrix = new ItemMatrix(2, 1, 1, 0.1f);
  private final ItemPart part = matrix.newAttachedPart(0);
  private final ItemPolicy policy = new ItemPolicy(matrix, 100, 1, 30 * DAY, DAY);

  private void events(String itemId, int count, long day) {
    for (int i = 0; i < count; i++) {
      matrix.count(part, matrix.intern(itemId), day * DAY, DAY);
    }
  }

  private List<String> ids(int[] slots) {
    List<String> ids = new ArrayList<>();
    for (int slot : slots) {
      ids.add(matrix.idOf(slot));
    }
    return ids;
  }

  private void activate() {
    matrix.activate(part);
  }

  @Test
  void nothingGoesWithinTheBound() {
    activate();
    for (int i = 0; i < 95; i++) {
      events("item" + i, 1, i);
    }
    assertThat(policy.isBeyond(0)).isFalse();
    assertThat(policy.excess(0)).isEmpty();
  }

  @Test
  void itemsOnProbationGoFirstTheOldestBeforeOthers() {
    activate();
    for (int i = 0; i < 80; i++) {
      events("known" + i, 3, 0);
    }
    for (int i = 0; i < 21; i++) {
      events("new" + (char) ('a' + i), 1, 100 + i);
    }
    assertThat(policy.isBeyond(0)).isTrue();
    assertThat(ids(policy.excess(0)))
        .containsExactly("newa", "newb", "newc", "newd", "newe", "newf");
  }

  @Test
  void aTenthOfTheBoundIsKeptForProbation() {
    activate();
    for (int i = 0; i < 100; i++) {
      events("known" + i, 3, i);
    }
    for (int i = 0; i < 8; i++) {
      events("new" + i, 1, 0);
    }
    List<String> chosen = ids(policy.excess(0));
    assertThat(chosen).hasSize(13).startsWith("known0", "known1").doesNotContain("new0");
  }

  @Test
  void theOthersGoByTrend() {
    activate();
    events("often", 1_000, 1);
    events("late", 3, 50);
    for (int i = 0; i < 99; i++) {
      events("known" + i, 3, 20);
    }
    assertThat(ids(policy.excess(0))).hasSize(6).startsWith("often").doesNotContain("late");
  }

  @Test
  void tiesGoById() {
    activate();
    for (int i = 101; i > 0; i--) {
      events("item%03d".formatted(i), 1, 1);
    }
    assertThat(ids(policy.excess(0))).startsWith("item001", "item002");
  }

  @Test
  void whatWasNotSeenForTheTimeToLiveExpires() {
    activate();
    events("old", 1, 0);
    events("oldAndPopular", 4, 0);
    events("new", 1, 20);
    matrix.intern("never");
    assertThat(ids(policy.expired(0, 30 * DAY))).isEmpty();
    assertThat(ids(policy.expired(0, 30 * DAY + 1))).containsExactly("old");
    assertThat(ids(policy.expired(0, 32 * DAY + 1_000))).containsExactly("old", "oldAndPopular");
  }
}
