package io.millrace.app.topology;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// The stores of users that this instance has now, by partition: those of its own partitions, and
/// copies that follow another instance's. Stores enter themselves when Streams opens them and leave
/// when it closes them, so that a request finds them also while Streams moves tasks about and
/// answers no query. Safe for any number of threads.
public final class UserStores {
  private final AtomicReferenceArray<@Nullable UserStore> stores; // by partition

  UserStores(int partitions) {
    stores = new AtomicReferenceArray<>(partitions);
  }

  /// The partition of a user's events, as Kafka's own partitioner chooses it.
  public int partitionOf(String userId) {
    return partitionOf(userId, stores.length());
  }

  /// The partition of a key among so many.
  public static int partitionOf(String userId, int partitions) {
    return partitionOf(userId.getBytes(StandardCharsets.UTF_8), partitions);
  }

  static int partitionOf(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /// The store of a partition, or null if there is none here.
  public @Nullable UserStore of(int partition) {
    return stores.get(partition);
  }

  /// The partitions all of whose users are here now, ascending.
  public List<Integer> completePartitions() {
    return IntStream.range(0, stores.length())
        .filter(
            partition -> {
              UserStore store = stores.get(partition);
              return store != null && store.isComplete();
            })
        .boxed()
        .toList();
  }

  /// The stores here that no task learns into, by partition: those of copies, and of tasks that are
  /// being restored.
  public List<UserStore> copies() {
    return IntStream.range(0, stores.length())
        .mapToObj(stores::get)
        .filter(store -> store != null && !store.isComplete())
        .toList();
  }

  void add(UserStore store) {
    stores.set(store.partition(), store);
  }

  /// Takes a store out, unless another one has taken its place.
  void remove(UserStore store) {
    stores.compareAndSet(store.partition(), store, null);
  }
}
