package io.millrace.app.topology;

import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// The way of an event through Kafka Streams.
///
/// ```
/// interactions -> learn -> dead-letters
/// user-details -> |     -> merges-out                -> <application>-merges
/// merges       -> |  users         (dense, logged)  -> <application>-users-changelog
///                 |  items         (dense, logged)  -> <application>-items-changelog
///                 '- commit-hook   (cached)            writes what changed before each commit
/// ```
public final class MillraceTopology {
  /// Store of the users of a partition, and part of its changelog's name.
  public static final String USERS = "users";

  /// Store of the item parts of a partition, and part of its changelog's name.
  public static final String ITEMS = "items";

  static final String COMMIT_HOOK = "commit-hook";
  static final String DEAD_LETTERS = "dead-letters";
  static final String MERGES_OUT = "merges-out";
  private static final String INTERACTIONS = "interactions";
  private static final String USER_DETAILS = "user-details";
  private static final String MERGES = "merges";
  private static final String LEARN = "learn";

  private MillraceTopology() {}

  /// The topics of an application, all with as many partitions.
  ///
  /// @param interactions that events come from
  /// @param users that users' details and erasures come from
  /// @param merges by which tasks move histories from visitors to accounts
  /// @param deadLetters that rejected records go to
  public record TopicNames(String interactions, String users, String merges, String deadLetters) {}

  public static Topology build(TopicNames topics, InstanceModel model, LearnListener listener) {
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            INTERACTIONS,
            new SendingTime(),
            BYTES_IN,
            BYTES_IN,
            topics.interactions())
        .addSource(
            AutoOffsetReset.earliest(),
            USER_DETAILS,
            new SendingTime(),
            BYTES_IN,
            BYTES_IN,
            topics.users())
        .addSource(
            AutoOffsetReset.earliest(),
            MERGES,
            new MergeTime(),
            BYTES_IN,
            BYTES_IN,
            topics.merges())
        .addProcessor(
            LEARN,
            () -> new LearnProcessor(model, topics.users(), topics.merges(), listener),
            INTERACTIONS,
            USER_DETAILS,
            MERGES)
        .addStateStore(logged(USERS, () -> new UserStore(USERS, model)), LEARN)
        .addStateStore(logged(ITEMS, () -> new ItemStore(ITEMS, model)), LEARN)
        .addStateStore(cached(COMMIT_HOOK, () -> new CommitHook(COMMIT_HOOK)), LEARN)
        .addSink(DEAD_LETTERS, topics.deadLetters(), BYTES_OUT, BYTES_OUT, LEARN)
        .addSink(MERGES_OUT, topics.merges(), BYTES_OUT, BYTES_OUT, LEARN);
  }

  private static final ByteArrayDeserializer BYTES_IN = new ByteArrayDeserializer();
  private static final ByteArraySerializer BYTES_OUT = new ByteArraySerializer();

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> logged(
      String name, Supplier<MemoryStore> store) {
    return builder(name, store).withCachingDisabled();
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> cached(
      String name, Supplier<MemoryStore> store) {
    return builder(name, store).withCachingEnabled().withLoggingDisabled();
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(
      String name, Supplier<MemoryStore> store) {
    return Stores.keyValueStoreBuilder(
        new DenseSupplier(name, store), Serdes.Bytes(), Serdes.ByteArray());
  }

  private record DenseSupplier(String name, Supplier<MemoryStore> store)
      implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return store.get();
    }

    @Override
    public String metricsScope() {
      return "dense";
    }
  }
}
