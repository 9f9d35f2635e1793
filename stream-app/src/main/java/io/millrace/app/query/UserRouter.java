package io.millrace.app.query;

import io.millrace.app.topology.UserStore;
import io.millrace.app.topology.UserStores;
import io.millrace.model.learner.UserState;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/// Finds users: in the stores of this instance, and which other instances have them. Safe for any
/// number of threads.
public final class UserRouter {
  private final UserStores stores;
  private final IntFunction<Owners> owners; // by partition
  private final IntFunction<@Nullable Long> lags; // by partition

  /// @param owners which instances have a partition, as far as is known
  /// @param lags how many changes of a partition its copy here has not read yet, or null
  public UserRouter(
      UserStores stores, IntFunction<Owners> owners, IntFunction<@Nullable Long> lags) {
    this.stores = stores;
    this.owners = owners;
    this.lags = lags;
  }

  /// A user's place in this instance.
  ///
  /// @param partition of the user
  /// @param state a copy, empty if the user is unknown
  /// @param isStale whether the user's partition is a copy of another instance's here, so that
  ///   something may be missing
  /// @param lag changes that the copy has not read yet, null if that is not known or not a copy
  public record Found(
      int partition, Optional<UserState> state, boolean isStale, @Nullable Long lag) {}

  /// The other instances that have a partition.
  ///
  /// @param owner that learns it, if that is another one
  /// @param copies the others that follow the owner
  public record Owners(Optional<HostInfo> owner, List<HostInfo> copies) {
    public static final Owners NONE = new Owners(Optional.empty(), List.of());
  }

  /// Copies the state of a user who belongs to this instance.
  ///
  /// @return empty if the user does not
  public Optional<Found> own(String userId) {
    int partition = stores.partitionOf(userId);
    UserStore store = stores.of(partition);
    if (store == null || !store.isComplete()) {
      return Optional.empty();
    }
    Optional<UserState> state = Optional.ofNullable(store.find(userId));
    // Asked again after the look: from when a store is emptied it misses users.
    return store.isComplete()
        ? Optional.of(new Found(partition, state, false, null))
        : Optional.empty();
  }

  /// Copies the state of a user from a store that follows the owner's.
  ///
  /// @return empty if there is no such store here, or it does not know all users yet
  public Optional<Found> copy(String userId) {
    int partition = stores.partitionOf(userId);
    UserStore store = stores.of(partition);
    if (store == null || !store.isFollowing()) {
      return Optional.empty();
    }
    Optional<UserState> state = Optional.ofNullable(store.find(userId));
    return store.isFollowing()
        ? Optional.of(new Found(partition, state, true, lags.apply(partition)))
        : Optional.empty();
  }

  /// The other instances that have a user.
  public Owners others(String userId) {
    return owners.apply(stores.partitionOf(userId));
  }

  /// The partitions all of whose users are here now, ascending.
  public List<Integer> completePartitions() {
    return stores.completePartitions();
  }
}
