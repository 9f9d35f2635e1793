package io.millrace.app.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoredPartitionsTest {
  private static final TopicPartition CHANGELOG = new TopicPartition("app-users-changelog", 3);
  private final RestoredPartitions restored = new RestoredPartitions();

  @Test
  void onlyTheEndOfARestoreMakesAPartitionComplete() {
    assertThat(restored.contains(3)).isFalse();
    restored.onRestoreStart(CHANGELOG, "users", 0, 10);
    restored.onBatchRestored(CHANGELOG, "users", 10, 10);
    assertThat(restored.contains(3)).isFalse();
    restored.onRestoreEnd(CHANGELOG, "users", 10);
    assertThat(restored.contains(3)).isTrue();
    assertThat(restored.contains(2)).isFalse();
  }

  @Test
  void aNewRestoreBeginsAnew() {
    restored.onRestoreEnd(CHANGELOG, "users", 10);
    restored.onRestoreStart(CHANGELOG, "users", 0, 10);
    assertThat(restored.contains(3)).isFalse();
  }

  @Test
  void otherStoresDoNotCount() {
    restored.onRestoreEnd(CHANGELOG, "items", 10);
    assertThat(restored.contains(3)).isFalse();
    restored.onRestoreEnd(CHANGELOG, "users", 10);
    restored.onRestoreStart(CHANGELOG, "items", 0, 10);
    assertThat(restored.contains(3)).isTrue();
  }
}
