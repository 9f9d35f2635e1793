package io.millrace.app.run;

import io.millrace.app.query.UserRouter.Owners;
import io.millrace.app.topology.UserStore;
import io.millrace.app.topology.UserStores;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Whether an instance that starts has what it is to have of other instances' users. It is given
/// copies only once it has joined, so that there is none yet does not say that there will be none:
/// while a partition of another instance has no copy anywhere, one is still to come.
final class FirstCopies {
  private final UserStores stores;
  private final int partitions;
  private final IntFunction<Owners> others;

  /// @param others who else has a partition, or a copy of it, by its number
  FirstCopies(UserStores stores, int partitions, IntFunction<Owners> others) {
    this.stores = stores;
    this.partitions = partitions;
    this.others = others;
  }

  boolean areWhole() {
    return IntStream.range(0, partitions).allMatch(this::isCovered);
  }

  /// Whether two instances, of which this may be one, can answer for a partition, or this one has
  /// it and others have yet to follow.
  private boolean isCovered(int partition) {
    UserStore store = stores.of(partition);
    if (store != null) {
      return store.isFollowing();
    }
    Owners known = others.apply(partition);
    return known.owner().isPresent() && !known.copies().isEmpty();
  }
}
