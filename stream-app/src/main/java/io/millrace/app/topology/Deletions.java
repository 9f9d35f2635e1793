package io.millrace.app.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Which items the list of items deletes, and which deleted ones it has again, for the tasks that
/// own them to carry out. What is said twice, or again after a restart, does no harm. Safe for any
/// number of threads.
///
/// Every instance hears of all of them. What is for a task of another one waits for a while, in
/// case that the task comes here first.
public final class Deletions {
  /// Deletions that wait, at most: one that finds no room is told to the caller.
  static final int MAX_WAITING = 1_000_000;

  /// Longer than it takes until another instance has a dead one's partitions.
  static final Duration MAX_WAIT = Duration.ofMinutes(10);

  private final ToIntFunction<String> ownerOf;
  private final LongSupplier nanoTime;
  private final Waiting deleted;
  private final Waiting relisted;
  private volatile Predicate<String> listed = itemId -> false;

  /// @param ownerOf the partition whose task deletes an item
  Deletions(int partitions, ToIntFunction<String> ownerOf, LongSupplier nanoTime) {
    this.ownerOf = ownerOf;
    this.nanoTime = nanoTime;
    this.deleted = new Waiting(partitions);
    this.relisted = new Waiting(partitions);
  }

  /// Says how to ask whether an item is listed.
  public void setListed(Predicate<String> newListed) {
    listed = newListed;
  }

  /// The list deletes an item.
  ///
  /// @return false if too many wait, so that this one will not be carried out
  public synchronized boolean delete(String itemId) {
    relisted.remove(itemId);
    return deleted.add(itemId);
  }

  /// The list has an item, again or for the first time: it is not to be deleted.
  public synchronized void list(String itemId) {
    deleted.remove(itemId);
  }

  /// The list has an item that is deleted: it is to be learned again.
  public synchronized void relist(String itemId) {
    relisted.add(itemId);
  }

  boolean isListed(String itemId) {
    return listed.test(itemId);
  }

  /// Whether something waits for the task of a partition.
  synchronized boolean isWaiting(int partition) {
    return deleted.isWaiting(partition) || relisted.isWaiting(partition);
  }

  /// The items that the task of a partition is to delete, from now on its affair.
  synchronized List<String> takeDeleted(int partition) {
    return deleted.take(partition);
  }

  /// The deleted items that the task of a partition is to let be learned again, in the same way.
  synchronized List<String> takeRelisted(int partition) {
    return relisted.take(partition);
  }

  private final class Waiting {
    private final List<SequencedMap<String, Long>> since = new ArrayList<>(); // oldest first
    private int size;

    Waiting(int partitions) {
      for (int p = 0; p < partitions; p++) {
        since.add(new LinkedHashMap<>());
      }
    }

    boolean add(String itemId) {
      SequencedMap<String, Long> items = since.get(ownerOf.applyAsInt(itemId));
      long now = nanoTime.getAsLong();
      while (!items.isEmpty() && now - items.firstEntry().getValue() > MAX_WAIT.toNanos()) {
        items.pollFirstEntry();
        size--;
      }
      if (size >= MAX_WAITING) {
        return false;
      }
      size += items.put(itemId, now) == null ? 1 : 0;
      return true;
    }

    void remove(String itemId) {
      size -= since.get(ownerOf.applyAsInt(itemId)).remove(itemId) == null ? 0 : 1;
    }

    boolean isWaiting(int partition) {
      return !since.get(partition).isEmpty();
    }

    List<String> take(int partition) {
      List<String> taken = List.copyOf(since.get(partition).keySet());
      since.get(partition).clear();
      size -= taken.size();
      return taken;
    }
  }
}
