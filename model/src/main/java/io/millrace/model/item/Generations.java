package io.millrace.model.item;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;

/// Which generation of each item is the newest one known, and what is left of those before it: see
/// [ItemLife]. Each item has a slot, or a mark, or neither if nothing is known of it.
///
/// Guarded by the lock of the matrix, but for what is said to be safe for any thread.
final class Generations {
  private final ItemMatrix matrix;
  private final ItemIds ids;
  private final int partitions;
  private final FreedSlots freed = new FreedSlots();
  private final Map<String, ItemMark> marks = new ConcurrentHashMap<>();
  private final List<SequencedSet<String>> deletedOf = new ArrayList<>(); // by owner, oldest first
  private final List<Set<String>> unconfirmedOf = new ArrayList<>(); // by owner
  private final AtomicInteger deleted = new AtomicInteger();
  private final AtomicIntegerArray owned; // items by owner
  private volatile ToIntFunction<String> owners = itemId -> 0;
  private volatile ObjIntConsumer<String> onGiven = (itemId, slot) -> {};

  Generations(ItemMatrix matrix, ItemIds ids, int partitions) {
    this.matrix = matrix;
    this.ids = ids;
    this.partitions = partitions;
    this.owned = new AtomicIntegerArray(partitions);
    for (int p = 0; p < partitions; p++) {
      deletedOf.add(new LinkedHashSet<>());
      unconfirmedOf.add(new HashSet<>());
    }
  }

  void setOwners(ToIntFunction<String> newOwners) {
    owners = newOwners;
  }

  void onGiven(ObjIntConsumer<String> listener) {
    onGiven = listener;
  }

  /// The partition whose task lets go of an item. Safe for any thread.
  int ownerOf(String itemId) {
    return owners.applyAsInt(itemId);
  }

  /// Items of an owner. Safe for any thread.
  int owned(int partition) {
    return owned.get(partition);
  }

  /// Slots that were let go. Safe for any thread as far as they are.
  FreedSlots freed() {
    return freed;
  }

  /// Items that were let go and are not forgotten. Reading them is safe for any thread.
  Map<String, ItemMark> marks() {
    return marks;
  }

  /// Items that are deleted. Safe for any thread.
  int deletedItems() {
    return deleted.get();
  }

  /// The deleted items of an owner, in the order in which they were deleted.
  SequencedSet<String> deletedOf(int owner) {
    return deletedOf.get(owner);
  }

  /// Items whose marks the changelog of their owner is not known to have: they may have been raised
  /// in a transaction that is aborted.
  Set<String> unconfirmedOf(int owner) {
    return unconfirmedOf.get(owner);
  }

  /// Whether an item is deleted. Safe for any thread.
  boolean isDeleted(String itemId) {
    if (deleted.get() == 0) {
      return false;
    }
    ItemMark mark = marks.get(itemId);
    return mark != null && mark.deleted;
  }

  /// The newest known generation of an item, or -1.
  int generationOf(String itemId) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN) {
      return ids.generation(slot);
    }
    ItemMark mark = marks.get(itemId);
    return mark == null ? -1 : mark.generation;
  }

  /// The slot for a row of a generation, or unknown if the row means nothing.
  int slotOf(String itemId, int generation) {
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

  /// Takes over a mark that a changelog has.
  void see(String itemId, MarkRow mark) {
    int known = generationOf(itemId);
    if (mark.generation() > known || (mark.generation() == known && mark.deleted())) {
      put(itemId, mark.generation(), mark.deleted());
    }
    ItemMark seen = marks.get(itemId);
    if (seen != null && seen.generation == mark.generation() && seen.deleted == mark.deleted()) {
      unconfirmedOf.get(ownerOf(itemId)).remove(itemId);
    }
  }

  /// Puts a mark in place of whatever is known of an item.
  void put(String itemId, int generation, boolean isDeleted) {
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
    unconfirmedOf.get(ownerOf(itemId)).add(itemId);
    if (isDeleted) {
      deletedOf.get(ownerOf(itemId)).add(itemId);
      deleted.incrementAndGet();
    }
  }

  /// Forgets an item that was let go.
  void unmark(String itemId) {
    ItemMark mark = marks.remove(itemId);
    unconfirmedOf.get(ownerOf(itemId)).remove(itemId);
    if (mark != null && mark.deleted) {
      deletedOf.get(ownerOf(itemId)).remove(itemId);
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
    int owner = ownerOf(itemId);
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

  /// Empties the slot of an item, which another one is given later.
  void release(int slot) {
    owned.decrementAndGet(ids.owner(slot));
    ids.remove(slot);
    matrix.clear(slot, freed.tasks());
    freed.add(slot);
    freed.drain(ids::free);
  }

  /// Notes whether the changelog of a partition has a row, or a context row, of an item.
  void note(int partition, String itemId, boolean context, boolean isThere) {
    int slot = ids.slotOf(itemId);
    ItemMark mark = marks.get(itemId);
    if (slot != ItemIds.UNKNOWN) {
      matrix.setCommitted(partition, slot, context, isThere);
    } else if (mark != null) {
      mark.set(partition, context, isThere);
    }
  }

  /// Empties the committed row of an item in one partition's part.
  void clearCommitted(int partition, String itemId) {
    int slot = ids.slotOf(itemId);
    if (slot != ItemIds.UNKNOWN) {
      matrix.clearCommitted(partition, slot, false);
    }
  }

  /// Whether no changelog that is known here has anything of an item, nor will have.
  boolean isWrittenNowhere(int slot) {
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
