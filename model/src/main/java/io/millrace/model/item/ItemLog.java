package io.millrace.model.item;

/// What changelogs say of items, as the feed reads them and as tasks restore them, each row of a
/// generation: see [ItemLife].
///
/// Safe for any number of threads, by the lock of the matrix.
public final class ItemLog {
  private final ItemMatrix matrix; // also the lock
  private final ItemIds ids;
  private final Generations generations;

  ItemLog(ItemMatrix matrix, ItemIds ids, Generations generations) {
    this.matrix = matrix;
    this.ids = ids;
    this.generations = generations;
  }

  // ---- What the feed read of the changelog of a partition.

  /// The changelog of a partition has a row of an item.
  ///
  /// @param generation of the item, to which the row belongs; an older one means nothing
  public void commit(int partition, String itemId, int generation, PartRow row) {
    synchronized (matrix) {
      int slot = generations.slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        generations.note(partition, itemId, false, true);
      } else {
        matrix.setCommitted(partition, slot, false, true);
        matrix.commit(partition, slot, row);
      }
    }
  }

  /// The same for a context row.
  public void commitContext(int partition, String itemId, int generation, ContextRow row) {
    synchronized (matrix) {
      int slot = generations.slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        generations.note(partition, itemId, true, true);
      } else {
        matrix.setCommitted(partition, slot, true, true);
        matrix.commitContext(partition, slot, row);
      }
    }
  }

  /// The changelog of a partition has a mark in place of an item's row.
  public void commitMark(int partition, String itemId, MarkRow mark) {
    synchronized (matrix) {
      generations.see(itemId, mark);
      generations.clearCommitted(partition, itemId);
      generations.note(partition, itemId, false, true);
    }
  }

  /// The row, or the context row, of an item was deleted from the changelog of a partition.
  public void commitDeletion(int partition, String itemId, boolean context) {
    synchronized (matrix) {
      generations.note(partition, itemId, context, false);
      int slot = ids.slotOf(itemId);
      ItemMark mark = generations.marks().get(itemId);
      if (slot != ItemIds.UNKNOWN) {
        matrix.clearCommitted(partition, slot, context);
        if (generations.isWrittenNowhere(slot)) {
          generations.release(slot);
        }
      } else if (mark != null && mark.isNowhere()) {
        generations.unmark(itemId);
      }
    }
  }

  // ---- What a task restores of its own changelog.

  /// Tells a task's part what its changelog still has of items that were let go. A mark that was
  /// raised and never committed, since the task before this one was aborted, is written again.
  void adoptMarks(ItemPart part) {
    synchronized (matrix) {
      generations.marks().forEach((itemId, mark) -> adoptMark(part, itemId, mark));
    }
  }

  private void adoptMark(ItemPart part, String itemId, ItemMark mark) {
    PartUpkeep upkeep = part.upkeep();
    if (mark.has(part.partition(), true)) {
      upkeep.deleteContext(itemId);
    }
    if (generations.ownerOf(itemId) != part.partition()) {
      if (mark.has(part.partition(), false)) {
        upkeep.deleteRow(itemId);
      }
      return;
    }
    if (generations.unconfirmedOf(part.partition()).contains(itemId)) {
      upkeep.mark(itemId, new MarkRow(mark.generation, mark.deleted));
    }
    if (!mark.deleted) {
      upkeep.watched().add(new PartUpkeep.Watched(itemId, PartUpkeep.NOT_YET));
    }
  }

  /// As [#commit], for the part of a task that is being restored.
  public void restore(ItemPart part, String itemId, int generation, PartRow row) {
    synchronized (matrix) {
      int slot = generations.slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        part.upkeep().deleteRow(itemId);
      } else {
        part.upkeep().keepRow(itemId);
        matrix.restore(part, slot, row);
        part.setWritten(slot, false, true);
      }
    }
  }

  /// As [#commitContext], for the part of a task that is being restored.
  public void restoreContext(ItemPart part, String itemId, int generation, ContextRow row) {
    synchronized (matrix) {
      int slot = generations.slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        part.upkeep().deleteContext(itemId);
      } else {
        part.upkeep().keepContext(itemId);
        matrix.restoreContext(part, slot, row);
        part.setWritten(slot, true, true);
      }
    }
  }

  /// As [#commitMark], for the part of a task that is being restored.
  public void restoreMark(ItemPart part, String itemId, MarkRow mark) {
    synchronized (matrix) {
      part.upkeep().keepRow(itemId);
      int slot = ids.slotOf(itemId);
      if (slot != ItemIds.UNKNOWN) {
        part.setWritten(slot, false, false);
      }
      generations.see(itemId, mark);
      if (!mark.deleted()) {
        part.upkeep().watched().add(new PartUpkeep.Watched(itemId, PartUpkeep.NOT_YET));
      }
    }
  }

  /// As [#commitDeletion], for the part of a task that is being restored.
  public void restoreDeletion(ItemPart part, String itemId, boolean context) {
    synchronized (matrix) {
      if (context) {
        part.upkeep().keepContext(itemId);
      } else {
        part.upkeep().keepRow(itemId);
      }
      int slot = ids.slotOf(itemId);
      if (slot != ItemIds.UNKNOWN) {
        part.setWritten(slot, context, false);
        matrix.clearPart(part, slot, context);
        if (generations.isWrittenNowhere(slot)) {
          generations.release(slot);
        }
      }
    }
  }
}
