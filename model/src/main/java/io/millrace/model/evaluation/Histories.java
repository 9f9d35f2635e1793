package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/// The distinct items of each user, in order.
final class Histories {
  private static final IntArrayList NONE = new IntArrayList(0);

  private final List<IntArrayList> byUser = new ArrayList<>();

  /// The items of a user, oldest first. Not to be changed.
  IntArrayList of(int user) {
    return user < byUser.size() ? byUser.get(user) : NONE;
  }

  boolean contains(int user, int item) {
    return of(user).contains(item);
  }

  /// Adds an item as the newest, unless the user has it already.
  ///
  /// @return whether it was new
  boolean add(int user, int item) {
    IntArrayList items = ownOf(user);
    return !items.contains(item) && items.add(item);
  }

  /// Makes an item the newest, whether the user has it already or not.
  ///
  /// @return whether it was new
  boolean renew(int user, int item) {
    IntArrayList items = ownOf(user);
    boolean isNew = !items.rem(item);
    items.add(item);
    return isNew;
  }

  private IntArrayList ownOf(int user) {
    while (byUser.size() <= user) {
      byUser.add(new IntArrayList(4));
    }
    return byUser.get(user);
  }
}
