package io.millrace.app.run;

import io.millrace.app.topology.MillraceTopology;
import io.millrace.app.topology.UserStore;
import io.millrace.app.topology.UserStores;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far the copies of other instances' users are behind, and from when on each of them may stand
/// in for the owner: once it has read all that its changelog held when it was first looked at. One
/// thread looks; any may ask.
final class CopyLags {
  private static final Logger LOG = LoggerFactory.getLogger(CopyLags.class);

  /// A transaction ends with a mark that is no change.
  private static final int MARKS = 1;

  /// Looks at which a copy that reads nothing, of a changelog that does not grow, is taken to have
  /// read everything. Marks of aborted transactions may be all that it has before it.
  private static final int IDLE_LOOKS = 20;

  private final KafkaStreams streams;
  private final UserStores stores;
  private final int partitions;
  private final Map<UserStore, Follower> followers = new ConcurrentHashMap<>();
  private final Map<Integer, Long> lags = new ConcurrentHashMap<>(); // by partition

  /// What was seen of a copy.
  private static final class Follower {
    final long target;
    long current = -1;
    long end = -1;
    int idleLooks;

    Follower(long target) {
      this.target = target;
    }

    boolean hasCaughtUp(LagInfo lag) {
      boolean idle = lag.currentOffsetPosition() == current && lag.endOffsetPosition() == end;
      idleLooks = idle ? idleLooks + 1 : 0;
      current = lag.currentOffsetPosition();
      end = lag.endOffsetPosition();
      return current >= target - MARKS || idleLooks >= IDLE_LOOKS;
    }
  }

  CopyLags(KafkaStreams streams, UserStores stores, int partitions) {
    this.streams = streams;
    this.stores = stores;
    this.partitions = partitions;
  }

  @Nullable Long of(int partition) {
    return lags.get(partition);
  }

  void refresh() {
    Map<Integer, LagInfo> all;
    try {
      all = streams.allLocalStorePartitionLags().getOrDefault(MillraceTopology.USERS, Map.of());
    } catch (IllegalStateException | StreamsException notNow) {
      LOG.debug("Cannot tell how far behind copies are: {}", notNow.getMessage());
      lags.clear();
      return;
    }
    for (int partition = 0; partition < partitions; partition++) {
      look(partition, all.get(partition));
    }
    followers.keySet().removeIf(store -> stores.of(store.partition()) != store);
  }

  private void look(int partition, @Nullable LagInfo lag) {
    UserStore store = stores.of(partition);
    if (store == null || lag == null || store.isComplete()) {
      lags.remove(partition);
      return;
    }
    lags.put(partition, Math.max(0, lag.offsetLag() - MARKS));
    if (!store.isFollowing()
        && followers
            .computeIfAbsent(store, any -> new Follower(lag.endOffsetPosition()))
            .hasCaughtUp(lag)) {
      store.markFollowing();
    }
  }
}
