package io.millrace.app.topology;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Which items the list of items deletes, and which deleted ones it has again, for the tasks that
/// own them to carry out. What is said twice, or again after a restart, does no harm. Safe for any
/// number of threads.
public final class Deletions {
  /// Deletions that wait, at most: one that finds no room is told to the caller.
  static final int MAX_WAITING = 1_000_000;

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final Set<String> relisted = ConcurrentHashMap.newKeySet();
  private volatile Predicate<String> listed = itemId -> false;

  /// Says how to ask whether an item is listed.
  public void setListed(Predicate<String> newListed) {
    listed = newListed;
  }

  /// The list deletes an item.
  ///
  /// @return false if too many wait, so that this one will not be carried out
  public boolean delete(String itemId) {
    relisted.remove(itemId);
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(itemId);
    return true;
  }

  /// The list has an item, again or for the first time: it is not to be deleted.
  public void list(String itemId) {
    waiting.remove(itemId);
  }

  /// The list has an item that is deleted: it is to be learned again.
  public void relist(String itemId) {
    relisted.add(itemId);
  }

  boolean isListed(String itemId) {
    return listed.test(itemId);
  }

  /// Items to delete; whoever has done it removes them.
  Set<String> waiting() {
    return waiting;
  }

  /// Deleted items to let be learned again, in the same way. No more than are deleted.
  Set<String> relisted() {
    return relisted;
  }
}
