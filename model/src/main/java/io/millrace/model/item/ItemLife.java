package io.millrace.model.item;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// How items of a matrix are let go, and their slots used again.
///
/// A part of one partition alone means nothing (+5 against -4.9), so the parts of an item are let
/// go together. Each row in a changelog tells the *generation* of its item, and only rows of the
/// newest generation known count. Only the task of one partition, the item's *owner*, raises it: it
/// puts a [MarkRow] of the next generation in place of its own row. Whoever sees that, in the feed
/// or as it restores, frees the item's slot; each task then deletes what its own changelog has of
/// earlier generations. When nothing else is left and a while has passed, the owner deletes the
/// mark too, and the item is forgotten. If it is learned before that, its rows begin again in the
/// mark's generation.
///
/// Here a slot has one item of one generation from [ItemMatrix#intern] until it is let go. Then it
/// is empty: its rows are zero, it is in no answer, and no event draws it. It is given to another
/// item once every task has dropped it from its part ([#drop]) and from its users ([#swept]) and
/// every reader of that time has ended ([Readers]).
///
/// Safe for any number of threads, by the lock of the matrix.
public final class ItemLife {
  private final ItemMatrix matrix; // also the lock
  private final ItemIds ids;
  private final int partitions;
  private final FreedSlots freed = new FreedSlots();
  private final Map<String, ItemMark> marks = new ConcurrentHashMap<>();
  private final AtomicInteger deleted = new AtomicInteger();
  private final AtomicIntegerArray owned; // items by owner
  private volatile ToIntFunction<String> ownerOf = itemId -> 0;
  private volatile int room = Integer.MAX_VALUE;
  private volatile ObjIntConsumer<String> onGiven = (itemId, slot) -> {};

  ItemLife(ItemMatrix matrix, ItemIds ids, int partitions) {
    this.matrix = matrix;
    this.ids = ids;
    this.partitions = partitions;
    this.owned = new AtomicIntegerArray(partitions);
  }

  /// Says which partition's task lets go of an item. Before any item is known.
  public void setOwners(ToIntFunction<String> newOwnerOf) {
    ownerOf = newOwnerOf;
  }

  /// Sets from how many known items on [#internIfRoom] adds none.
  public void setRoom(int items) {
    room = items;
  }

  /// The slot of an item, which becomes known if there is room; else, or if it is deleted, -1. For
  /// items that are only named: by users, or in the list of items.
  public int internIfRoom(String itemId) {
    int slot = ids.slotOf(itemId);
    return slot != ItemIds.UNKNOWN || ids.size() >= room ? slot : matrix.intern(itemId);
  }

  /// Hears, under the lock of the matrix, of each item that is given a slot.
  public void onGiven(ObjIntConsumer<String> listener) {
    onGiven = listener;
  }

  /// Calls with the slot of an item, if it has one, which it keeps meanwhile.
  public void withSlot(String itemId, IntConsumer action) {
    synchronized (matrix) {
      int slot = ids.slotOf(itemId);
      if (slot != ItemIds.UNKNOWN) {
        action.accept(slot);
      }
    }
  }

  /// Who holds slots for a while, other than tasks, counts itself here.
  public Readers readers() {
    return freed.readers();
  }

  /// Whether an item is deleted: it is not to be learned.
  public boolean isDeleted(String itemId) {
    if (deleted.get() == 0) {
      return false;
    }
    ItemMark mark = marks.get(itemId);
    return mark != null && mark.deleted;
  }

  /// Deleted items of an owner of which something holds.
  public List<String> deletedOf(int owner, Predicate<String> wanted) {
    List<String> found = new ArrayList<>();
    marks.forEach(
        (itemId, mark) -> {
          if (mark.deleted && wanted.test(itemId) && ownerOf(itemId) == owner) {
            found.add(itemId);
          }
        });
    return found;
  }

  /// Items that are deleted.
  public int deletedItems() {
    return deleted.get();
  }

  /// Items that were let go and are not forgotten yet, those that are deleted included.
  public int marks() {
    return marks.size();
  }

  /// Slots that no item has and that are not to be given to another one yet.
  public int quarantined() {
    synchronized (matrix) {
      return freed.size();
    }
  }

  /// Items that a partition's task may let go.
  public int owned(int partition) {
    return owned.get(partition);
  }

  public int ownerOf(String itemId) {
    return ownerOf.applyAsInt(itemId);
  }

  /// Whether slots wait for a task to say that it does not have them.
  public boolean isAttached(ItemPart task) {
    synchronized (matrix) {
      return freed.tasks().contains(task);
    }
  }

  /// Whether slots were let go that a task has not dropped yet.
  public boolean hasFreed(ItemPart task) {
    return task.droppedFreed() != freed.end();
  }

  /// Whether slots were let go that a task's users may still have.
  public boolean hasUnswept(ItemPart task) {
    return task.sweptFreed() != freed.end();
  }

  /// Makes a task's part drop the slots that were let go since the last call. For the task's
  /// thread, or for any one while no task learns into the part. Does nothing if the part is
  /// detached.
  ///
  /// @return the slots, which the task must not draw any more
  public int[] drop(ItemPart task) {
    synchronized (matrix) {
      if (!freed.tasks().contains(task)) {
        return new int[0];
      }
      int[] slots = freed.since(task.droppedFreed());
      for (int slot : slots) {
        task.drop(slot, ids.idOf(slot));
        matrix.clear(task, slot);
      }
      task.setDroppedFreed(freed.end());
      return slots;
    }
  }

  /// Says that no user of a task has a slot any more that was dropped when the task's sweep began.
  ///
  /// @param dropped as [ItemPart#droppedFreed] was then
  public void swept(ItemPart task, long dropped) {
    synchronized (matrix) {
      task.setSweptFreed(dropped);
      freed.drain(ids::free);
    }
  }

  void attach(ItemPart task) {
    freed.attach(task);
  }

  void detach(ItemPart task) {
    freed.detach(task);
    freed.drain(ids::free);
  }

  // ---- What tasks do, each as the owner of its items.

  /// Lets go of an item. For the thread of the task that owns it.
  ///
  /// @return whether that changed anything: not if it is gone already, or another task owns it
  public boolean evict(ItemPart task, int slot, long nowMillis) {
    synchronized (matrix) {
      if (!ids.isHeld(slot) || ids.owner(slot) != task.partition()) {
        return false;
      }
      String itemId = ids.idOf(slot);
      if (isWrittenNowhere(slot)) {
        release(slot);
      } else {
        raise(task, itemId, ids.generation(slot) + 1, false, nowMillis);
      }
      return true;
    }
  }

  /// Marks an item as deleted, unless nothing is known of it. For the thread of the task that owns
  /// it.
  ///
  /// @return whether that changed anything
  public boolean delete(ItemPart task, String itemId, long nowMillis) {
    synchronized (matrix) {
      int generation = generationOf(itemId);
      if (generation < 0 || isDeleted(itemId)) {
        return false;
      }
      raise(task, itemId, generation + 1, true, nowMillis);
      return true;
    }
  }

  /// Marks an item as deleted even if nothing is known of it. For the thread of the task that owns
  /// it.
  public void forbid(ItemPart task, String itemId, long nowMillis) {
    synchronized (matrix) {
      if (!isDeleted(itemId)) {
        raise(task, itemId, generationOf(itemId) + 1, true, nowMillis);
      }
    }
  }

  /// Lets a deleted item be learned anew. For the thread of the task that owns it.
  ///
  /// @return whether that changed anything
  public boolean lift(ItemPart task, String itemId, long nowMillis) {
    synchronized (matrix) {
      if (!isDeleted(itemId)) {
        return false;
      }
      raise(task, itemId, generationOf(itemId) + 1, false, nowMillis);
      return true;
    }
  }

  private void raise(
      ItemPart task, String itemId, int generation, boolean isDeleted, long nowMillis) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN) {
      task.drop(slot, itemId);
    }
    put(itemId, generation, isDeleted);
    task.upkeep().keepRow(itemId);
    task.upkeep().mark(itemId, new MarkRow(generation, isDeleted));
    if (!isDeleted) {
      task.upkeep().watched().add(new PartUpkeep.Watched(itemId, nowMillis));
    }
  }

  /// Deletes a task's marks of which nothing else is left.
  ///
  /// @param nowMillis by the same clock as when the marks were made, one that does not jump
  /// @param graceMillis longer than the transaction may last in which another task, which had not
  ///   seen the mark yet, wrote a row
  /// @param limit marks to look at
  /// @return whether some were deleted
  public boolean forgetMarks(ItemPart task, long nowMillis, long graceMillis, int limit) {
    ArrayDeque<PartUpkeep.Watched> watched = task.upkeep().watched();
    boolean changed = false;
    synchronized (matrix) {
      for (int i = 0; i < limit && !watched.isEmpty(); i++) {
        long since = watched.element().sinceMillis();
        if (since != PartUpkeep.NOT_YET && nowMillis - since < graceMillis) {
          break;
        }
        String itemId = watched.remove().itemId();
        ItemMark mark = marks.get(itemId);
        if (mark == null || mark.deleted) {
          continue;
        }
        if (since != PartUpkeep.NOT_YET
            && mark.isAlone(task.partition())
            && mark.has(task.partition(), false)) {
          task.upkeep().deleteRow(itemId);
          changed = true;
        } else {
          watched.add(new PartUpkeep.Watched(itemId, nowMillis));
        }
      }
    }
    return changed;
  }

  /// Stops watching marks that are gone, for a part that no task learns into: another's task
  /// deletes them. Safe for any thread.
  ///
  /// @param limit marks to look at
  public void unwatch(ItemPart part, int limit) {
    ArrayDeque<PartUpkeep.Watched> watched = part.upkeep().watched();
    synchronized (matrix) {
      for (int left = Math.min(limit, watched.size()); left > 0; left--) {
        PartUpkeep.Watched each = watched.remove();
        ItemMark mark = marks.get(each.itemId());
        if (mark != null && !mark.deleted) {
          watched.add(each);
        }
      }
    }
  }

  // ---- What the feed says of the changelog of a partition.

  public void commit(int partition, String itemId, int generation, PartRow row) {
    synchronized (matrix) {
      int slot = slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        note(partition, itemId, false, true);
      } else {
        matrix.setCommitted(partition, slot, false, true);
        matrix.commit(partition, slot, row);
      }
    }
  }

  public void commitContext(int partition, String itemId, int generation, ContextRow row) {
    synchronized (matrix) {
      int slot = slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        note(partition, itemId, true, true);
      } else {
        matrix.setCommitted(partition, slot, true, true);
        matrix.commitContext(partition, slot, row);
      }
    }
  }

  public void commitMark(int partition, String itemId, MarkRow mark) {
    synchronized (matrix) {
      see(itemId, mark);
      clearCommitted(partition, itemId);
      note(partition, itemId, false, true);
    }
  }

  /// The row, or the context row, of an item was deleted from the changelog of a partition.
  public void commitDeletion(int partition, String itemId, boolean context) {
    synchronized (matrix) {
      note(partition, itemId, context, false);
      int slot = ids.slotOf(itemId);
      ItemMark mark = marks.get(itemId);
      if (slot != ItemIds.UNKNOWN) {
        matrix.clearCommitted(partition, slot, context);
        if (isWrittenNowhere(slot)) {
          release(slot);
        }
      } else if (mark != null && mark.isNowhere()) {
        unmark(itemId);
      }
    }
  }

  // ---- What a task restores of its own changelog.

  /// Tells a task's part what its changelog still has of items that were let go. A mark that was
  /// raised and never committed, since the task before this one was aborted, is written again.
  void adoptMarks(ItemPart part) {
    synchronized (matrix) {
      marks.forEach((itemId, mark) -> adoptMark(part, itemId, mark));
    }
  }

  private void adoptMark(ItemPart part, String itemId, ItemMark mark) {
    PartUpkeep upkeep = part.upkeep();
    if (mark.has(part.partition(), true)) {
      upkeep.deleteContext(itemId);
    }
    if (ownerOf(itemId) != part.partition()) {
      if (mark.has(part.partition(), false)) {
        upkeep.deleteRow(itemId);
      }
      return;
    }
    if (!mark.committed) {
      upkeep.mark(itemId, new MarkRow(mark.generation, mark.deleted));
    }
    if (!mark.deleted) {
      upkeep.watched().add(new PartUpkeep.Watched(itemId, PartUpkeep.NOT_YET));
    }
  }

  public void restore(ItemPart part, String itemId, int generation, PartRow row) {
    synchronized (matrix) {
      int slot = slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        part.upkeep().deleteRow(itemId);
      } else {
        part.upkeep().keepRow(itemId);
        matrix.restore(part, slot, row);
        part.setWritten(slot, false, true);
      }
    }
  }

  public void restoreContext(ItemPart part, String itemId, int generation, ContextRow row) {
    synchronized (matrix) {
      int slot = slotOf(itemId, generation);
      if (slot == ItemIds.UNKNOWN) {
        part.upkeep().deleteContext(itemId);
      } else {
        part.upkeep().keepContext(itemId);
        matrix.restoreContext(part, slot, row);
        part.setWritten(slot, true, true);
      }
    }
  }

  public void restoreMark(ItemPart part, String itemId, MarkRow mark) {
    synchronized (matrix) {
      part.upkeep().keepRow(itemId);
      int slot = ids.slotOf(itemId);
      if (slot != ItemIds.UNKNOWN) {
        part.setWritten(slot, false, false);
      }
      see(itemId, mark);
      if (!mark.deleted()) {
        part.upkeep().watched().add(new PartUpkeep.Watched(itemId, PartUpkeep.NOT_YET));
      }
    }
  }

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
        if (isWrittenNowhere(slot)) {
          release(slot);
        }
      }
    }
  }

  // ---- Generations. The lock is held.

  /// The newest known generation of an item, or -1.
  private int generationOf(String itemId) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN) {
      return ids.generation(slot);
    }
    ItemMark mark = marks.get(itemId);
    return mark == null ? -1 : mark.generation;
  }

  /// The slot for a row of a generation, or unknown if the row means nothing.
  private int slotOf(String itemId, int generation) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN && ids.generation(slot) == generation) {
      return slot; // by far the most common
    }
    int known = generationOf(itemId);
    if (generation < known || (generation == known && isDeleted(itemId))) {
      return ItemIds.UNKNOWN;
    }
    if (generation > known && slot != ItemIds.UNKNOWN && isWrittenNowhere(slot)) {
      ids.setGeneration(slot, generation); // it was only named, as by a user
    } else if (generation > known && known >= 0) {
      put(itemId, generation, false);
      slot = ids.slotOf(itemId);
    }
    return slot != ItemIds.UNKNOWN ? slot : give(itemId, generation);
  }

  private void see(String itemId, MarkRow mark) {
    int known = generationOf(itemId);
    if (mark.generation() > known || (mark.generation() == known && mark.deleted())) {
      put(itemId, mark.generation(), mark.deleted());
    }
    ItemMark seen = marks.get(itemId);
    if (seen != null && seen.generation == mark.generation() && seen.deleted == mark.deleted()) {
      seen.committed = true;
    }
  }

  /// Puts a mark in place of whatever is known of an item.
  private void put(String itemId, int generation, boolean isDeleted) {
    int slot = ids.slotOf(itemId);
    ItemMark before = marks.get(itemId);
    ItemMark mark;
    if (slot != ItemIds.UNKNOWN) {
      mark = new ItemMark(generation, isDeleted, partitions);
      for (int p = 0; p < partitions; p++) {
        mark.set(p, false, matrix.isCommitted(p, slot, false));
        mark.set(p, true, matrix.isCommitted(p, slot, true));
      }
      release(slot);
    } else if (before != null) {
      mark = before.with(generation, isDeleted);
    } else {
      mark = new ItemMark(generation, isDeleted, partitions);
    }
    if (before != null) {
      unmark(itemId);
    }
    marks.put(itemId, mark);
    deleted.addAndGet(isDeleted ? 1 : 0);
  }

  private void unmark(String itemId) {
    ItemMark mark = marks.remove(itemId);
    if (mark != null && mark.deleted) {
      deleted.decrementAndGet();
    }
  }

  /// Gives a slot to an item that has none and is not deleted, in the generation of its mark.
  ///
  /// @return the slot, or unknown if it is deleted
  int give(String itemId) {
    if (isDeleted(itemId)) {
      return ItemIds.UNKNOWN;
    }
    return give(itemId, Math.max(0, generationOf(itemId)));
  }

  private int give(String itemId, int generation) {
    freed.drain(ids::free);
    int owner = ownerOf.applyAsInt(itemId);
    int slot = matrix.give(itemId, generation, owner);
    owned.incrementAndGet(owner);
    ItemMark mark = marks.get(itemId);
    if (mark != null) {
      for (int p = 0; p < partitions; p++) {
        if (mark.has(p, false)) {
          matrix.setCommitted(p, slot, false, true);
        }
        if (mark.has(p, true)) {
          matrix.setCommitted(p, slot, true, true);
        }
      }
      unmark(itemId);
    }
    onGiven.accept(itemId, slot);
    return slot;
  }

  private void release(int slot) {
    owned.decrementAndGet(ids.owner(slot));
    ids.remove(slot);
    matrix.clear(slot, freed.tasks());
    freed.add(slot);
    freed.drain(ids::free);
  }

  private void note(int partition, String itemId, boolean context, boolean isThere) {
    int slot = ids.slotOf(itemId);
    ItemMark mark = marks.get(itemId);
    if (slot != ItemIds.UNKNOWN) {
      matrix.setCommitted(partition, slot, context, isThere);
    } else if (mark != null) {
      mark.set(partition, context, isThere);
    }
  }

  private void clearCommitted(int partition, String itemId) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN) {
      matrix.clearCommitted(partition, slot, false);
    }
  }

  /// Whether no changelog that is known here has anything of an item, nor will have.
  private boolean isWrittenNowhere(int slot) {
    for (int p = 0; p < partitions; p++) {
      if (matrix.isCommitted(p, slot, false) || matrix.isCommitted(p, slot, true)) {
        return false;
      }
    }
    for (ItemPart task : freed.tasks()) {
      if (task.isTouched(slot)) {
        return false;
      }
    }
    return true;
  }
}
