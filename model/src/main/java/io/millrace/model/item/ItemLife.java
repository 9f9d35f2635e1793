package io.millrace.model.item;

import java.util.ArrayDeque;
import java.util.List;
import java.util.SequencedSet;
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
/// What changelogs say of it comes by way of [ItemLog].
///
/// Safe for any number of threads, by the lock of the matrix.
public final class ItemLife {
  private final ItemMatrix matrix; // also the lock
  private final ItemIds ids;
  private final Generations generations;
  private final FreedSlots freed;
  private volatile int room = Integer.MAX_VALUE;

  ItemLife(ItemMatrix matrix, ItemIds ids, Generations generations) {
    this.matrix = matrix;
    this.ids = ids;
    this.generations = generations;
    this.freed = generations.freed();
  }

  /// Says which partition's task lets go of an item. Before any item is known.
  public void setOwners(ToIntFunction<String> newOwnerOf) {
    generations.setOwners(newOwnerOf);
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
    generations.onGiven(listener);
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
    return generations.isDeleted(itemId);
  }

  /// Deleted items of an owner of which something holds.
  public List<String> deletedOf(int owner, Predicate<String> wanted) {
    synchronized (matrix) {
      return generations.deletedOf(owner).stream().filter(wanted).toList();
    }
  }

  /// Whether items of an owner were let go here without its changelog telling so, as far as it was
  /// read. Where the owner's task is here no more, that stays so if its transaction was aborted.
  public boolean hasUnconfirmed(int owner) {
    synchronized (matrix) {
      return !generations.unconfirmedOf(owner).isEmpty();
    }
  }

  /// Whether a task may delete from its changelog what it has of an item that was let go. The
  /// owner's mark comes with its own deletions; others wait until it is committed, since without it
  /// the item lives on, and needs all of its parts.
  public boolean mayDelete(ItemPart task, String itemId) {
    int owner = ownerOf(itemId);
    synchronized (matrix) {
      return owner == task.partition() || !generations.unconfirmedOf(owner).contains(itemId);
    }
  }

  /// Items that are deleted.
  public int deletedItems() {
    return generations.deletedItems();
  }

  /// Items that were let go and are not forgotten yet, those that are deleted included.
  public int marks() {
    return generations.marks().size();
  }

  /// Slots that no item has and that are not to be given to another one yet.
  public int quarantined() {
    synchronized (matrix) {
      return freed.size();
    }
  }

  /// Items that a partition's task may let go.
  public int owned(int partition) {
    return generations.owned(partition);
  }

  public int ownerOf(String itemId) {
    return generations.ownerOf(itemId);
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
      if (generations.isWrittenNowhere(slot)) {
        generations.release(slot);
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
      int generation = generations.generationOf(itemId);
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
        raise(task, itemId, generations.generationOf(itemId) + 1, true, nowMillis);
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
      raise(task, itemId, generations.generationOf(itemId) + 1, false, nowMillis);
      return true;
    }
  }

  /// Lifts the oldest deletions of a task's items, so that no more are left than so many. For the
  /// thread of the task.
  public void liftOldest(ItemPart task, int most, long nowMillis) {
    synchronized (matrix) {
      SequencedSet<String> deleted = generations.deletedOf(task.partition());
      while (deleted.size() > most) {
        lift(task, deleted.getFirst(), nowMillis);
      }
    }
  }

  private void raise(
      ItemPart task, String itemId, int generation, boolean isDeleted, long nowMillis) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN) {
      task.drop(slot, itemId);
    }
    generations.put(itemId, generation, isDeleted);
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
        ItemMark mark = generations.marks().get(itemId);
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
        ItemMark mark = generations.marks().get(each.itemId());
        if (mark != null && !mark.deleted) {
          watched.add(each);
        }
      }
    }
  }
}
