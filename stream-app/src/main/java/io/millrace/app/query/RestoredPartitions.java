package io.millrace.app.query;

import io.millrace.app.topology.MillraceTopology;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/// The partitions whose users have been read back in full. Streams names an instance as the owner
/// of a partition before that, while a look would miss users or find them as they once were.
public final class RestoredPartitions implements StateRestoreListener {
  private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();

  boolean contains(int partition) {
    return partitions.contains(partition);
  }

  @Override
  public void onRestoreStart(
      TopicPartition changelog, String storeName, long startingOffset, long endingOffset) {
    if (storeName.equals(MillraceTopology.USERS)) {
      partitions.remove(changelog.partition());
    }
  }

  @Override
  public void onBatchRestored(
      TopicPartition changelog, String storeName, long batchEndOffset, long numRestored) {}

  @Override
  public void onRestoreEnd(TopicPartition changelog, String storeName, long totalRestored) {
    if (storeName.equals(MillraceTopology.USERS)) {
      partitions.add(changelog.partition());
    }
  }
}
