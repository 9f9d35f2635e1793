package io.millrace.app.feed;

import io.millrace.app.topology.FeedProgress;
import io.millrace.app.topology.ItemCodec;
import io.millrace.app.topology.StoredPosition;
import io.millrace.model.item.ItemLog;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MarkRow;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Brings the committed item parts of all partitions, whoever learned them, into the item matrix.
public final class ItemFeed {
  private final ItemMatrix matrix;
  private final FeedProgress progress;
  private final ItemLog log;
  private final ItemCodec codec;
  private final LongConsumer visible;

  /// @param progress is told of each record
  /// @param visible hears a time of sending for each commit, in milliseconds, once its rows are in
  ///   the matrix: that of its first event, so the wait that is measured is the longest
  public ItemFeed(ItemMatrix matrix, FeedProgress progress, LongConsumer visible) {
    this.matrix = matrix;
    this.progress = progress;
    this.log = matrix.log();
    this.codec = new ItemCodec(matrix.rank());
    this.visible = visible;
  }

  /// Takes one record of the items changelog. Records of different partitions may come at the same
  /// time, from different threads.
  public void accept(ConsumerRecord<byte[], byte[]> change) {
    byte @Nullable [] value = change.value();
    if (value == null) {
      acceptDeletion(change.partition(), change.key());
    } else {
      accept(change, value);
    }
    progress.read(change.partition(), change.offset());
  }

  private void accept(ConsumerRecord<byte[], byte[]> change, byte[] value) {
    byte[] key = change.key();
    int partition = change.partition();
    switch (ItemCodec.kindOf(key)) {
      case TALLY -> {
        // After all rows of the commit.
        matrix.commit(partition, ItemCodec.readTally(value));
        visible.accept(change.timestamp());
      }
      case POSITION -> progress.setPosition(partition, StoredPosition.read(value));
      case SHARED_WEIGHTS ->
          matrix.commitSharedWeights(partition, ItemCodec.readSharedWeights(value));
      case CONTEXT_ROW -> {
        ItemCodec.StoredContext stored = codec.readContextRow(value);
        log.commitContext(
            partition, ItemCodec.contextItemId(key), stored.generation(), stored.row());
      }
      case ROW -> acceptRow(partition, ItemCodec.itemId(key), codec.readRow(value));
    }
  }

  private void acceptRow(int partition, String itemId, ItemCodec.StoredRow stored) {
    if (stored.row() == null) {
      log.commitMark(partition, itemId, new MarkRow(stored.generation(), stored.deleted()));
    } else {
      log.commit(partition, itemId, stored.generation(), stored.row());
    }
  }

  private void acceptDeletion(int partition, byte[] key) {
    switch (ItemCodec.kindOf(key)) {
      case CONTEXT_ROW -> log.commitDeletion(partition, ItemCodec.contextItemId(key), true);
      case ROW -> log.commitDeletion(partition, ItemCodec.itemId(key), false);
      case TALLY, SHARED_WEIGHTS, POSITION -> {} // nobody deletes them
    }
  }
}
