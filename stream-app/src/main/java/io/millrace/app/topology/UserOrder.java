package io.millrace.app.topology;

import org.jspecify.annotations.Nullable;

/// Users in the order of their last events, to let go of those that matter least: two lists, of
/// those with fewer than 3 events, who are on probation, and of the others. An event moves its user
/// to the new end of a list, in constant time. So a flood of ever-new ids displaces itself: while
/// those on probation are more than a tenth of the bound, the oldest of them goes.
///
/// The order is that in which events are learned, and depends on nothing else.
///
/// @param <N> what is ordered
final class UserOrder<N extends UserOrder.Node<N>> {
  static final long PROBATION_EVENTS = 3;
  private static final double PROBATION_SHARE = 0.1;

  private final int maxUsers;
  private final Ends<N> probation = new Ends<>();
  private final Ends<N> others = new Ends<>();

  /// A user's place.
  abstract static class Node<N extends Node<N>> {
    @Nullable N older;
    @Nullable N newer;
    @Nullable Ends<N> list;

    /// When the user's newest event happened.
    abstract long lastMillis();
  }

  /// A list by its ends.
  static final class Ends<N extends Node<N>> {
    @Nullable N oldest;
    @Nullable N newest;
    int size;
  }

  /// @param maxUsers from 1
  UserOrder(int maxUsers) {
    this.maxUsers = maxUsers;
  }

  int size() {
    return probation.size + others.size;
  }

  /// Puts a user at the new end.
  ///
  /// @param events that the user had, with the newest
  void touch(N user, long events) {
    remove(user);
    append(events < PROBATION_EVENTS ? probation : others, user);
  }

  /// Takes a user out, who may not be there.
  void remove(N user) {
    Ends<N> list = user.list;
    if (list == null) {
      return;
    }
    if (user.older == null) {
      list.oldest = user.newer;
    } else {
      user.older.newer = user.newer;
    }
    if (user.newer == null) {
      list.newest = user.older;
    } else {
      user.newer.older = user.older;
    }
    list.size--;
    user.older = null;
    user.newer = null;
    user.list = null;
  }

  private void append(Ends<N> list, N user) {
    N before = list.newest;
    user.older = before;
    if (before == null) {
      list.oldest = user;
    } else {
      before.newer = user;
    }
    list.newest = user;
    list.size++;
    user.list = list;
  }

  /// Who is to go since there are too many, or null.
  @Nullable N excess() {
    if (size() <= maxUsers) {
      return null;
    }
    boolean fromProbation = probation.size > PROBATION_SHARE * maxUsers || others.size == 0;
    return fromProbation ? probation.oldest : others.oldest;
  }

  /// Someone without an event since a time, or null. Asked for the oldest of each list.
  @Nullable N notSeenSince(long millis) {
    N onProbation = probation.oldest;
    if (onProbation != null && onProbation.lastMillis() < millis) {
      return onProbation;
    }
    N other = others.oldest;
    return other != null && other.lastMillis() < millis ? other : null;
  }
}
