package io.millrace.model.item;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What a partition's changelog is to be told of items that were let go, besides the rows that
/// changed. Belongs to the task.
final class PartUpkeep {
  /// In place of a time: a restored mark was not looked at yet.
  static final long NOT_YET = Long.MIN_VALUE;

  private final Set<String> rowsToDelete = new LinkedHashSet<>();
  private final Set<String> contextsToDelete = new LinkedHashSet<>();
  private final Map<String, MarkRow> marksToWrite = new LinkedHashMap<>();
  private final ArrayDeque<Watched> watched = new ArrayDeque<>();

  /// A mark of this partition that is deleted once nothing else is left of the item.
  ///
  /// @param sinceMillis when it was last looked at
  record Watched(String itemId, long sinceMillis) {}

  ArrayDeque<Watched> watched() {
    return watched;
  }

  int size() {
    return rowsToDelete.size() + contextsToDelete.size() + marksToWrite.size();
  }

  void deleteRow(String itemId) {
    marksToWrite.remove(itemId);
    rowsToDelete.add(itemId);
  }

  void deleteContext(String itemId) {
    contextsToDelete.add(itemId);
  }

  void mark(String itemId, MarkRow mark) {
    marksToWrite.put(itemId, mark);
  }

  /// The changelog has no row of the item that is to be deleted.
  void keepRow(String itemId) {
    rowsToDelete.remove(itemId);
  }

  /// The changelog has no context row of the item that is to be deleted.
  void keepContext(String itemId) {
    contextsToDelete.remove(itemId);
  }

  /// Hands over what is to be written, before the rows that changed: one that is learned anew has
  /// the key of what is deleted.
  ///
  /// @param mayDelete whether the time has come to delete what there is of an item
  void drain(
      Predicate<String> mayDelete,
      Consumer<String> deletedRow,
      Consumer<String> deletedContext,
      BiConsumer<String, MarkRow> mark) {
    drain(rowsToDelete, mayDelete, deletedRow);
    drain(contextsToDelete, mayDelete, deletedContext);
    marksToWrite.forEach(mark);
    marksToWrite.clear();
  }

  private static void drain(
      Set<String> waiting, Predicate<String> mayDelete, Consumer<String> deleted) {
    waiting.removeIf(
        itemId -> {
          boolean may = mayDelete.test(itemId);
          if (may) {
            deleted.accept(itemId);
          }
          return may;
        });
  }
}
