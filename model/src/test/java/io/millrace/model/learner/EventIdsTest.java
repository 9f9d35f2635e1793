package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {
  private final UserState user = new UserState(1, 1, 0.1f);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 64, 100})
  void theLastIdsAreKnownAndNoOlderOne(int max) {
    for (int i = 0; i < 300; i++) {
      assertThat(user.hasEventId("id" + i)).isFalse();
      user.rememberEventId("id" + i, max);
      for (int known = Math.max(0, i - max + 1); known <= i; known++) {
        assertThat(user.hasEventId("id" + known)).as("id%d after %d", known, i).isTrue();
      }
      assertThat(user.hasEventId("id" + (i - max))).isFalse();
      assertThat(user.eventIdCount()).isEqualTo(Math.min(max, i + 1));
    }
  }

  @Test
  void theBoundMayGrowAndShrink() {
    for (int i = 0; i < 20; i++) {
      user.rememberEventId("id" + i, 10);
    }
    user.rememberEventId("few", 3);
    assertThat(hashes()).containsExactly(hash("id18"), hash("id19"), hash("few"));
    for (int i = 20; i < 40; i++) {
      user.rememberEventId("id" + i, 100);
    }
    assertThat(user.eventIdCount()).isEqualTo(23);
    assertThat(hashes()[0]).isEqualTo(hash("id18"));
    user.rememberEventId("none", 0);
    assertThat(user.eventIdCount()).isZero();
  }

  @Test
  void aCopyIsIndependent() {
    user.rememberEventId("a", 2);
    UserState copy = user.copy();
    user.rememberEventId("b", 2);
    assertThat(copy.hasEventId("a")).isTrue();
    assertThat(copy.hasEventId("b")).isFalse();
    copy.rememberEventId("c", 2);
    assertThat(user.hasEventId("c")).isFalse();
  }

  /// Of a million ids no two should have one hash: the chance of that is below 1 in 30 million. Of
  /// the lower 20 bits about 63 % of the values should occur, as with any good hash.
  @Test
  void idsThatAreMuchAlikeHaveHashesThatAreNot() {
    Set<Long> whole = new HashSet<>();
    Set<Long> low = new HashSet<>();
    Set<Long> high = new HashSet<>();
    int ids = 1 << 20;
    for (int i = 0; i < ids; i++) {
      long hash = EventIds.hash("2026-01-01/checkout/" + i);
      whole.add(hash);
      low.add(hash & (ids - 1));
      high.add(hash >>> 44);
    }
    assertThat(whole).hasSize(ids);
    assertThat(low.size() / (double) ids).isBetween(0.63, 0.635);
    assertThat(high.size() / (double) ids).isBetween(0.63, 0.635);
    assertThat(EventIds.hash("ab")).isNotEqualTo(EventIds.hash("ba"));
    assertThat(EventIds.hash("\0")).isNotEqualTo(EventIds.hash("\0\0"));
    assertThat(EventIds.hash("Aa")).isNotEqualTo(EventIds.hash("BB")); // as String.hashCode has it
  }

  private long[] hashes() {
    return LongStream.range(0, user.eventIdCount()).map(i -> user.eventIdHash((int) i)).toArray();
  }

  private static long hash(String id) {
    return EventIds.hash(id);
  }
}
