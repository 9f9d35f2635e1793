package io.millrace.app.topology;

import io.millrace.model.item.ContextRow;
import io.millrace.model.item.ItemLog;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.MarkRow;
import io.millrace.model.item.PartRow;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/// The additive partial sums of the item rows of one partition, and the partition's tally.
public final class ItemStore extends MemoryStore {
  private final ItemMatrix matrix;
  private final ItemCodec codec;
  private final CopyUpkeep copies;
  private volatile ItemPart part; // also for those who tend a copy
  private @Nullable StoredPosition position; // of the last write, null before the first
  private final FeedProgress feedProgress;
  private @Nullable Long adopted; // offset up to which the part was filled from the matrix

  ItemStore(String name, InstanceModel model) {
    super(name);
    this.matrix = model.matrix();
    this.codec = new ItemCodec(matrix.rank());
    this.part = matrix.newPart(0);
    this.copies = model.copies();
    this.feedProgress = model.feedProgress();
  }

  /// The part as it stands, with what is not committed yet.
  ItemPart part() {
    return part;
  }

  /// Writes to the changelog.
  interface Writer {
    /// @param value null to delete
    void accept(byte[] key, byte @Nullable [] value);
  }

  /// Where the task was that wrote what the changelog holds; null if it told no position.
  @Nullable StoredPosition position() {
    return position;
  }

  /// Hands key and value of everything that changed, of the tally and, last, of the position to a
  /// writer.
  void writeChanges(StoredPosition newPosition, Writer writer) {
    part.drainUpkeep(
        itemId -> matrix.life().mayDelete(part, itemId),
        itemId -> writer.accept(ItemCodec.key(itemId), null),
        itemId -> writer.accept(ItemCodec.contextKey(itemId), null),
        (itemId, mark) -> writer.accept(ItemCodec.key(itemId), ItemCodec.write(mark)));
    part.drainDirty(
        slot -> {
          PartRow row = part.row(slot, matrix.rank());
          if (row != null) {
            writer.accept(
                ItemCodec.key(matrix.idOf(slot)), codec.write(matrix.generation(slot), row));
          }
        });
    part.drainDirtyContexts(
        slot -> {
          ContextRow row = part.contextRow(slot);
          if (row != null) {
            writer.accept(
                ItemCodec.contextKey(matrix.idOf(slot)), codec.write(matrix.generation(slot), row));
          }
        });
    if (part.drainSharedWeightsDirty()) {
      writer.accept(ItemCodec.sharedWeightsKey(), ItemCodec.write(part.sharedWeights()));
    }
    writer.accept(ItemCodec.tallyKey(), ItemCodec.write(part.tally()));
    writer.accept(StoredPosition.key(), newPosition.bytes());
    position = newPosition;
  }

  @Override
  void reset(StateStoreContext context) {
    int partition = context.taskId().partition();
    matrix.detach(part);
    part = matrix.newAttachedPart(partition);
    adopted =
        feedProgress.offset(partition); // before what is adopted: what comes later is restored
    position = adopted == null ? null : feedProgress.position(partition);
    if (adopted != null) {
      matrix.adopt(part);
    }
    copies.add(this);
  }

  /// Streams restores a store that is persistent from [#committedOffset] on, and any other from the
  /// beginning of its changelog. Nothing here is on disk, but the feed has read the changelog
  /// already, into this process, which is all that Streams makes of it.
  @Override
  public boolean persistent() {
    return adopted != null;
  }

  @Override
  @SuppressWarnings("deprecation") // Streams asks it nevertheless
  public boolean managesOffsets() {
    return true;
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition changelog) {
    return adopted;
  }

  @Override
  void restore(byte[] key, byte @Nullable [] value) {
    ItemLog log = matrix.log();
    switch (ItemCodec.kindOf(key)) {
      case TALLY -> {
        if (value != null) {
          part.setTally(ItemCodec.readTally(value));
        }
      }
      case POSITION -> position = value == null ? null : StoredPosition.read(value);
      case SHARED_WEIGHTS -> {
        if (value != null) {
          matrix.restoreSharedWeights(part, ItemCodec.readSharedWeights(value));
        }
      }
      case CONTEXT_ROW -> {
        String itemId = ItemCodec.contextItemId(key);
        if (value == null) {
          log.restoreDeletion(part, itemId, true);
        } else {
          ItemCodec.StoredContext stored = codec.readContextRow(value);
          log.restoreContext(part, itemId, stored.generation(), stored.row());
        }
      }
      case ROW -> restoreRow(ItemCodec.itemId(key), value);
    }
  }

  private void restoreRow(String itemId, byte @Nullable [] value) {
    ItemLog log = matrix.log();
    if (value == null) {
      log.restoreDeletion(part, itemId, false);
      return;
    }
    ItemCodec.StoredRow stored = codec.readRow(value);
    if (stored.row() == null) {
      log.restoreMark(part, itemId, new MarkRow(stored.generation(), stored.deleted()));
    } else {
      log.restore(part, itemId, stored.generation(), stored.row());
    }
  }

  @Override
  void release() {
    copies.remove(this);
    position = null;
    matrix.deactivate(part);
    matrix.detach(part);
    part = matrix.newPart(part.partition());
  }

  @Override
  public long approximateNumEntries() {
    return matrix.size();
  }
}
