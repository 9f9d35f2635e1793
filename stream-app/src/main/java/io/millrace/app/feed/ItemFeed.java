package io.millrace.app.feed;

import io.millrace.app.topology.ItemCodec;
import io.millrace.model.item.ItemMatrix;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Brings the committed item parts of all partitions, whoever learned them, into the item matrix.
public final class ItemFeed {
  private final ItemMatrix matrix;
  private final ItemCodec codec;
  private final LongConsumer visible;

  /// @param visible hears a time of sending for each record, in milliseconds. All records of one
  ///   commit carry that of the commit's first event, so the wait that is measured is the longest.
  public ItemFeed(ItemMatrix matrix, LongConsumer visible) {
    this.matrix = matrix;
    this.codec = new ItemCodec(matrix.rank());
    this.visible = visible;
  }

  /// Takes one record of the items changelog.
  public void accept(ConsumerRecord<byte[], byte[]> change) {
    byte[] value = change.value();
    if (value == null) {
      return;
    }
    byte[] key = change.key();
    int partition = change.partition();
    switch (ItemCodec.kindOf(key)) {
      case TALLY -> matrix.commit(partition, ItemCodec.readTally(value));
      case SHARED_WEIGHTS ->
          matrix.commitSharedWeights(partition, ItemCodec.readSharedWeights(value));
      case CONTEXT_ROW -> {
        int slot = matrix.intern(ItemCodec.contextItemId(key));
        matrix.commitContext(partition, slot, codec.readContextRow(value));
      }
      case ROW -> {
        int slot = matrix.intern(ItemCodec.itemId(key));
        matrix.commit(partition, slot, codec.readRow(value));
      }
    }
    visible.accept(change.timestamp());
  }
}
