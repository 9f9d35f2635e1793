package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Rejection;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// One task without Streams around it: the processor and stores of the topology, changelogs in
/// memory, and commits and aborts when a test wants them. As in Streams, writes become visible to a
/// restore when they are committed, closing a cache flushes it, and an abort initialises the same
/// objects again.
final class TaskFixture implements LearnListener {
  final InstanceModel model;
  final UserStore users;
  final ItemStore items;
  final MockProcessorContext<byte[], byte[]> context;
  final Changelog userLog;
  final Changelog itemLog;
  final List<Rejection> rejections = new ArrayList<>();
  final Map<LetGo, Integer> usersLetGo = new EnumMap<>(LetGo.class);
  final Map<LetGo, Integer> itemsLetGo = new EnumMap<>(LetGo.class);
  Runnable onTest = () -> {};

  /// Whether the cache in front of the hook has no room, so that it passes each key on at once.
  boolean cacheIsFull;

  /// Whether the feed has offsets of the log that is restored: then only what it has not read is.
  boolean feedReadsSameLog;

  private final int partition;
  private final LearnProcessor processor;
  private final CommitHook hook = new CommitHook(MillraceTopology.COMMIT_HOOK);
  private final Map<Changelog, Integer> followed = new HashMap<>(); // records restored
  private boolean hookIsCached;
  private long nextMerge;
  private long nextOffset;
  private long committedOffset;

  /// Where a store's writes go.
  static final class Changelog {
    final List<KeyValue<byte[], byte[]>> committed = new ArrayList<>();
    final List<KeyValue<byte[], byte[]>> uncommitted = new ArrayList<>();

    /// The newest committed tally, which stands before the position.
    Tally lastTally() {
      return ItemCodec.readTally(committed.get(committed.size() - 2).value);
    }

    /// The newest committed position.
    StoredPosition lastPosition() {
      KeyValue<byte[], byte[]> last = committed.getLast();
      assertThat(StoredPosition.isKey(last.key)).isTrue();
      return StoredPosition.read(last.value);
    }

    List<String> uncommittedKeys() {
      return uncommitted.stream().map(write -> StoredBytes.nameOf(write.key)).toList();
    }
  }

  TaskFixture(Path stateDir, InstanceModel model, int partition) {
    this.model = model;
    this.partition = partition;
    users = new UserStore(MillraceTopology.USERS, model);
    items = new ItemStore(MillraceTopology.ITEMS, model);
    userLog = new Changelog();
    itemLog = new Changelog();
    processor = new LearnProcessor(model, "users", "merges", this);
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    context = new MockProcessorContext<>(config, new TaskId(0, partition), stateDir.toFile());
  }

  /// Initialises, restores and starts the task.
  TaskFixture open() {
    return restoreFrom(this);
  }

  /// The same from what another task has committed.
  TaskFixture restoreFrom(TaskFixture other) {
    return standBy(other).start(other);
  }

  /// Opens the stores as those of a standby, with what another task has committed.
  TaskFixture standBy(TaskFixture other) {
    users.init(context.getStateStoreContext(), logged(users, userLog));
    items.init(context.getStateStoreContext(), logged(items, itemLog));
    hook.init(context.getStateStoreContext(), cached());
    followed.clear();
    Long adopted = items.committedOffset(new TopicPartition("items", partition));
    if (feedReadsSameLog && adopted != null) {
      followed.put(other.itemLog, Math.toIntExact(adopted) + 1);
    }
    follow(other);
    return this;
  }

  /// Restores what another task has committed since the last call.
  void follow(TaskFixture other) {
    follow(other.userLog, users);
    follow(other.itemLog, items);
  }

  private void follow(Changelog log, MemoryStore store) {
    List<KeyValue<byte[], byte[]>> all = List.copyOf(log.committed);
    all.subList(followed.getOrDefault(log, 0), all.size())
        .forEach(write -> store.restore(write.key, write.value));
    followed.put(log, all.size());
  }

  /// Lets a standby become active where another task stopped.
  TaskFixture start(TaskFixture other) {
    nextOffset = other.committedOffset;
    committedOffset = nextOffset;
    processor.init(context);
    return this;
  }

  /// Lets the task, which has committed, become another one's standby, with its stores as they are.
  void recycle() {
    processor.close();
    followed.put(userLog, userLog.committed.size());
    followed.put(itemLog, itemLog.committed.size());
  }

  void view(String userId, String itemId) {
    act(userId, itemId, "view");
  }

  void act(String userId, String itemId, String type) {
    send(
        userId,
        "{\"userId\":\"%s\",\"itemId\":\"%s\",\"type\":\"%s\"}".formatted(userId, itemId, type));
  }

  void send(String key, String value) {
    context.setRecordMetadata("interactions", partition, nextOffset++);
    process(key, value);
  }

  /// Lets the next record of the interactions have another offset, as if the group's were set.
  void seek(long offset) {
    nextOffset = offset;
  }

  /// Sends a record on the topic of users.
  void sendUser(String key, @Nullable String value) {
    context.setRecordMetadata("users", partition, 1_000);
    process(key, value);
  }

  /// Sends a record on the topic of merges, as another task forwarded it.
  void sendMerge(Record<byte[], byte[]> sent) {
    context.setRecordMetadata("merges", partition, nextMerge++);
    processor.process(sent);
  }

  /// Lets the next record of the merges have another offset.
  void seekMerge(long offset) {
    nextMerge = offset;
  }

  /// Takes what the task has sent to the topic of merges.
  List<Record<byte[], byte[]>> takeMerges() {
    List<Record<byte[], byte[]>> sent = new ArrayList<>();
    context.forwarded(MillraceTopology.MERGES_OUT).forEach(each -> sent.add(record(each.record())));
    context.resetForwards();
    return sent;
  }

  @SuppressWarnings("unchecked") // all that the task forwards is bytes
  private static Record<byte[], byte[]> record(Record<?, ?> forwarded) {
    return (Record<byte[], byte[]>) forwarded;
  }

  private void process(String key, @Nullable String value) {
    processor.process(
        new Record<>(
            TopologyFixture.bytes(key),
            TopologyFixture.bytes(value),
            TopologyFixture.SENT_MILLIS,
            new RecordHeaders()));
  }

  /// Does what Streams does after so long.
  void letPass(Duration time) {
    for (MockProcessorContext.CapturedPunctuator each : context.scheduledPunctuators()) {
      for (long count = time.dividedBy(each.getInterval()); count > 0; count--) {
        each.getPunctuator().punctuate(TopologyFixture.SENT_MILLIS);
      }
    }
  }

  /// Does what Streams does before a commit, and shows the writes.
  void flush() {
    if (hookIsCached) {
      hookIsCached = false;
      hook.put(Bytes.wrap(new byte[1]), new byte[1]);
    }
  }

  void commit() {
    flush();
    for (Changelog log : List.of(userLog, itemLog)) {
      log.committed.addAll(log.uncommitted);
      log.uncommitted.clear();
    }
    committedOffset = nextOffset;
  }

  /// Closes the task as after an abort, in Streams' order.
  void closeDirty() {
    userLog.uncommitted.clear();
    itemLog.uncommitted.clear();
    processor.close();
    users.close();
    items.close();
    flush();
    hook.close();
  }

  private KeyValueStore<Bytes, byte[]> logged(MemoryStore store, Changelog log) {
    return wrapped(
        store, write -> log.uncommitted.add(KeyValue.pair(write.key.get(), write.value)));
  }

  private KeyValueStore<Bytes, byte[]> cached() {
    return wrapped(
        hook,
        write -> {
          hookIsCached = true;
          if (cacheIsFull) {
            flush();
          }
        });
  }

  /// Hears a store's writes in place of the store.
  private interface Writes {
    void put(KeyValue<Bytes, byte[]> write);
  }

  @SuppressWarnings("unchecked") // a proxy of a generic interface
  private static KeyValueStore<Bytes, byte[]> wrapped(MemoryStore store, Writes writes) {
    return (KeyValueStore<Bytes, byte[]>)
        Proxy.newProxyInstance(
            TaskFixture.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("put")) {
                writes.put(KeyValue.pair((Bytes) arguments[0], (byte[]) arguments[1]));
                return null;
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  byte @Nullable [] bytesOf(String userId) {
    var user = users.find(userId);
    return user == null ? null : new UserCodec(model).write(user);
  }

  /// The visible vector of an item.
  float[] row(String itemId) {
    float[] row = new float[model.matrix().rank()];
    model.matrix().visible().addTo(row, 1, model.matrix().slotOf(itemId));
    return row;
  }

  @Override
  public void learned(long sentMillis) {}

  @Override
  public void rejected(Rejection reason) {
    rejections.add(reason);
  }

  @Override
  public void handled(Outcome outcome) {}

  @Override
  public void userErased() {}

  @Override
  public void userRejected(Rejection reason) {
    rejections.add(reason);
  }

  @Override
  public void tested(int rank, int popularityRank) {
    onTest.run();
  }

  @Override
  public void usersLetGo(LetGo why, int count) {
    usersLetGo.merge(why, count, Integer::sum);
  }

  @Override
  public void itemsLetGo(LetGo why, int count) {
    itemsLetGo.merge(why, count, Integer::sum);
  }

  @Override
  public void skipped(long updates) {
    throw new AssertionError("no update of these tests breaks a row");
  }
}
