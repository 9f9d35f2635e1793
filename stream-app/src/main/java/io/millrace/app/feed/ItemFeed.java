package io.millrace.app.feed;

import io.millrace.app.topology.ItemCodec;
import io.millrace.model.item.ItemLife;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MarkRow;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Brings the committed item parts of all partitions, whoever learned them, into the item matrix.
public final class ItemFeed {
  private final ItemMatrix matrix;
  private final ItemLife life;
  private final ItemCodec codec;
  private final LongConsumer visible;

  /// @param visible hears a time of sending for each commit, in milliseconds, once its rows are in
  ///   the matrix: that of its first event, so the wait that is measured is the longest
  public ItemFeed(ItemMatrix matrix, LongConsumer visible) {
    this.matrix = matrix;
    this.life = matrix.life();
    this.codec = new ItemCodec(matrix.rank());
    this.visible = visible;
  }

  /// Takes one record of the items changelog.
  public void accept(ConsumerRecord<byte[], byte[]> change) {
    byte[] key = change.key();
    byte @Nullable [] value = change.value();
    if (value == null) {
      acceptDeletion(change.partition(), key);
      return;
    }
    int partition = change.partition();
    switch (ItemCodec.kindOf(key)) {
      case TALLY -> {
        // After all rows of the commit.
        matrix.commit(partition, ItemCodec.readTally(value));
        visible.accept(change.timestamp());
      }
      case POSITION -> {} // of use only beside the users changelog
      case SHARED_WEIGHTS ->
          matrix.commitSharedWeights(partition, ItemCodec.readSharedWeights(value));
      case CONTEXT_ROW -> {
        ItemCodec.StoredContext stored = codec.readContextRow(value);
        life.commitContext(
            partition, ItemCodec.contextItemId(key), stored.generation(), stored.row());
      }
      case ROW -> acceptRow(partition, ItemCodec.itemId(key), codec.readRow(value));
    }
  }

  private void acceptRow(int partition, String itemId, ItemCodec.StoredRow stored) {
    if (stored.row() == null) {
      life.commitMark(partition, itemId, new MarkRow(stored.generation(), stored.deleted()));
    } else {
      life.commit(partition, itemId, stored.generation(), stored.row());
    }
  }

  private void acceptDeletion(int partition, byte[] key) {
    switch (ItemCodec.kindOf(key)) {
      case CONTEXT_ROW -> life.commitDeletion(partition, ItemCodec.contextItemId(key), true);
      case ROW -> life.commitDeletion(partition, ItemCodec.itemId(key), false);
      case TALLY, SHARED_WEIGHTS, POSITION -> {} // nobody deletes them
    }
  }
}
