package io.millrace.app.topology;

import io.millrace.model.item.ContextRow;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.PartRow;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/// The additive partial sums of the item rows of one partition, and the partition's tally.
public final class ItemStore extends MemoryStore {
  private final ItemMatrix matrix;
  private final ItemCodec codec;
  private ItemPart part;

  ItemStore(String name, InstanceModel model) {
    super(name);
    this.matrix = model.matrix();
    this.codec = new ItemCodec(matrix.rank());
    this.part = matrix.newPart(0);
  }

  /// The part as it stands, with what is not committed yet.
  ItemPart part() {
    return part;
  }

  /// Hands key and value of the tally and of everything that changed to a writer.
  void writeChanges(BiConsumer<byte[], byte[]> writer) {
    part.drainDirty(
        slot -> {
          PartRow row = part.row(slot, matrix.rank());
          if (row != null) {
            writer.accept(matrix.idOf(slot).getBytes(StandardCharsets.UTF_8), codec.write(row));
          }
        });
    part.drainDirtyContexts(
        slot -> {
          ContextRow row = part.contextRow(slot);
          if (row != null) {
            writer.accept(ItemCodec.contextKey(matrix.idOf(slot)), codec.write(row));
          }
        });
    if (part.drainSharedWeightsDirty()) {
      writer.accept(ItemCodec.sharedWeightsKey(), ItemCodec.write(part.sharedWeights()));
    }
    writer.accept(ItemCodec.tallyKey(), ItemCodec.write(part.tally()));
  }

  @Override
  void reset(StateStoreContext context) {
    part = matrix.newPart(context.taskId().partition());
  }

  @Override
  void restore(byte[] key, byte @Nullable [] value) {
    if (value == null) {
      return;
    }
    switch (ItemCodec.kindOf(key)) {
      case TALLY -> part.setTally(ItemCodec.readTally(value));
      case SHARED_WEIGHTS -> matrix.restoreSharedWeights(part, ItemCodec.readSharedWeights(value));
      case CONTEXT_ROW ->
          matrix.restoreContext(
              part, matrix.intern(ItemCodec.contextItemId(key)), codec.readContextRow(value));
      case ROW -> matrix.restore(part, matrix.intern(ItemCodec.itemId(key)), codec.readRow(value));
    }
  }

  @Override
  void release() {
    matrix.deactivate(part);
    part = matrix.newPart(part.partition());
  }

  @Override
  public long approximateNumEntries() {
    return matrix.size();
  }
}
