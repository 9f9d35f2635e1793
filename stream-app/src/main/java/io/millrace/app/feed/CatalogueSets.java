package io.millrace.app.feed;

import io.millrace.model.event.ItemDetails;
import io.millrace.model.index.SlotSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which items are hidden, which expire some day, and which belong to a category, as bits that a
/// scan can combine. One thread changes them, any may read.
final class CatalogueSets {
  /// A set takes a bit for each known item, so there is a bound; the items of later categories are
  /// asked one by one.
  static final int MAX_CATEGORIES = 1_000;

  private final SlotSet hidden = new SlotSet();
  private final SlotSet expiring = new SlotSet();
  private final Map<String, SlotSet> categories = new ConcurrentHashMap<>();
  private volatile boolean full;

  /// Takes over what changed of an item.
  void update(int slot, ItemDetails before, ItemDetails after) {
    set(hidden, slot, after.hidden());
    set(expiring, slot, after.expiresAtMillis() != null);
    Set<String> gone = new HashSet<>(before.categories());
    after.categories().forEach(gone::remove);
    for (String category : gone) {
      SlotSet members = categories.get(category);
      if (members != null) {
        members.remove(slot);
      }
    }
    for (String category : after.categories()) {
      SlotSet members = categories.get(category);
      if (members == null) {
        members = newCategory(category);
      }
      if (members != null) {
        members.add(slot);
      }
    }
  }

  /// A category's set, or null if there is no room for it.
  private @Nullable SlotSet newCategory(String category) {
    if (categories.size() >= MAX_CATEGORIES) {
      full = true;
      return null;
    }
    var members = new SlotSet();
    categories.put(category, members);
    return members;
  }

  private static void set(SlotSet set, int slot, boolean member) {
    if (member) {
      set.add(slot);
    } else {
      set.remove(slot);
    }
  }

  SlotSet hidden() {
    return hidden;
  }

  SlotSet expiring() {
    return expiring;
  }

  /// The items of a category, or null if it has no set, so that each item has to be asked.
  @Nullable SlotSet category(String name) {
    SlotSet members = categories.get(name);
    return members != null || full ? members : new SlotSet();
  }
}
