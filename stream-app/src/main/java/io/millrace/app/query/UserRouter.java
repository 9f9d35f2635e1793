package io.millrace.app.query;

import io.millrace.app.topology.MillraceTopology;
import io.millrace.app.topology.StoreAccess;
import io.millrace.app.topology.UserStore;
import io.millrace.model.learner.UserState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.HostInfo;

/// Finds the instance that owns a user, and the user's state if that is this one.
public final class UserRouter {
  private final KafkaStreams streams;
  private final HostInfo self;

  /// @param self the address of this instance, as the others know it
  public UserRouter(KafkaStreams streams, HostInfo self) {
    this.streams = streams;
    this.self = self;
  }

  /// Where a user is.
  public sealed interface Located {
    /// The user belongs here.
    ///
    /// @param state a copy, empty if the user is unknown
    record Here(int partition, Optional<UserState> state) implements Located {}

    /// The user belongs to another instance.
    record Elsewhere(HostInfo host) implements Located {}

    /// The user's partition is being moved or restored.
    record Nowhere() implements Located {}
  }

  /// Locates a user and copies the state of one that belongs here.
  public Located locate(String userId) {
    try {
      KeyQueryMetadata owner =
          streams.queryMetadataForKey(MillraceTopology.USERS, userId, new StringSerializer());
      // Between two owners a partition has the host that stands for none.
      if (owner == null || owner.activeHost().equals(HostInfo.unavailable())) {
        return new Located.Nowhere();
      }
      return owner.activeHost().equals(self)
          ? here(userId, owner.partition())
          : new Located.Elsewhere(owner.activeHost());
    } catch (IllegalStateException | StreamsException notReady) {
      return new Located.Nowhere();
    }
  }

  /// The partitions all of whose users are here now, ascending.
  public List<Integer> completePartitions() {
    try {
      return streams
          .query(
              StateQueryRequest.inStore(MillraceTopology.USERS)
                  .withQuery(new StoreAccess<>(UserStore.class)))
          .getPartitionResults()
          .entrySet()
          .stream()
          .filter(each -> each.getValue().isSuccess() && each.getValue().getResult().isComplete())
          .map(Map.Entry::getKey)
          .sorted()
          .toList();
    } catch (IllegalStateException | StreamsException notReady) {
      return List.of();
    }
  }

  private Located here(String userId, int partition) {
    QueryResult<UserStore> result =
        streams
            .query(
                StateQueryRequest.inStore(MillraceTopology.USERS)
                    .withQuery(new StoreAccess<>(UserStore.class))
                    .withPartitions(Set.of(partition)))
            .getPartitionResults()
            .get(partition);
    if (result == null || result.isFailure()) {
      return new Located.Nowhere();
    }
    UserStore store = result.getResult();
    Optional<UserState> state = Optional.ofNullable(store.find(userId));
    // Asked after the look: until a store is restored, and from when it is emptied, it misses
    // users.
    return store.isComplete() ? new Located.Here(partition, state) : new Located.Nowhere();
  }
}
