package io.millrace.app.topology;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Which items the list of items deletes, for the tasks that own them to carry out. A task compares
/// it with its marks now and then, so what is said twice, or again after a restart, does no harm.
/// Safe for any number of threads.
public final class Deletions {
  /// Deletions that wait, at most: one that finds no room is told to the caller.
  static final int MAX_WAITING = 1_000_000;

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private volatile Predicate<String> listed = itemId -> false;

  /// Says how to ask whether an item is listed.
  public void setListed(Predicate<String> newListed) {
    listed = newListed;
  }

  /// The list deletes an item.
  ///
  /// @return false if too many wait, so that this one will not be carried out
  public boolean delete(String itemId) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(itemId);
    return true;
  }

  /// The list has an item, again or for the first time.
  public void list(String itemId) {
    waiting.remove(itemId);
  }

  boolean isListed(String itemId) {
    return listed.test(itemId);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Set<String> waiting() {
    return waiting;
  }
}
