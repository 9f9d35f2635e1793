package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Two partitions; an item belongs to the one that its id ends with.
class DeletionsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Deletions deletions =
      new Deletions(2, id -> id.charAt(id.length() - 1) - '0', nanos::get);

  @Test
  void eachTaskGetsItsOwnOnce() {
    deletions.delete("book0");
    deletions.delete("film1");
    deletions.delete("song0");
    assertThat(deletions.isWaiting(0)).isTrue();
    assertThat(deletions.takeDeleted(0)).containsExactly("book0", "song0");
    assertThat(deletions.isWaiting(0)).isFalse();
    assertThat(deletions.takeDeleted(0)).isEmpty();
    assertThat(deletions.takeDeleted(1)).containsExactly("film1");
  }

  @Test
  void theLastWordCounts() {
    deletions.delete("book0");
    deletions.list("book0");
    assertThat(deletions.takeDeleted(0)).isEmpty();
    deletions.relist("book0");
    deletions.delete("book0");
    assertThat(deletions.takeRelisted(0)).isEmpty();
    assertThat(deletions.takeDeleted(0)).containsExactly("book0");
  }

  @Test
  void whatIsForATaskElsewhereIsForgottenAfterAWhile() {
    deletions.delete("book1");
    nanos.addAndGet(Deletions.MAX_WAIT.toNanos() + 1);
    deletions.delete("film1");
    assertThat(deletions.takeDeleted(1)).containsExactly("film1");
  }

  @Test
  void whatFindsNoRoomIsTold() {
    for (int i = 0; i < Deletions.MAX_WAITING; i++) {
      assertThat(deletions.delete(i + " 0")).isTrue();
    }
    assertThat(deletions.delete("one more 0")).isFalse();
    assertThat(deletions.takeDeleted(0)).hasSize(Deletions.MAX_WAITING);
    assertThat(deletions.delete("one more 0")).isTrue();
  }
}
