package io.millrace.app.topology;

import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/// The users of one partition. The task's thread changes them; any thread may ask for a copy. Each
/// user is guarded by its own lock, which the task holds while it learns one event.
public final class UserStore extends MemoryStore {
  private final LearnerSettings settings;
  private final UserCodec codec;
  private final ConcurrentHashMap<String, Entry> users = new ConcurrentHashMap<>();
  private final List<Entry> dirty = new ArrayList<>();
  private volatile boolean complete;

  /// A user and whether it changed since it was last written.
  private static final class Entry {
    final String id;
    final UserState state;
    boolean dirty;

    Entry(String id, UserState state) {
      this.id = id;
      this.state = state;
    }
  }

  UserStore(String name, InstanceModel model) {
    super(name);
    this.settings = model.settings();
    this.codec = new UserCodec(settings, model.matrix());
  }

  /// Whether the store holds all users of its partition: from when its task, which Streams starts
  /// once the store is restored, says so, until the store is emptied. Safe for any thread.
  public boolean isComplete() {
    return complete;
  }

  /// Says that the store is restored. Only the task's thread may call this.
  void markComplete() {
    complete = true;
  }

  /// A copy of a user's state, or null if the user is unknown. Safe for any thread.
  public @Nullable UserState find(String userId) {
    Entry entry = users.get(userId);
    if (entry == null) {
      return null;
    }
    synchronized (entry.state) {
      return entry.state.copy();
    }
  }

  /// The state of a user, made if there is none. Only the task's thread may call this, and only
  /// while it holds the state's lock may it change the state.
  UserState ensure(String userId) {
    return entryOf(userId).state;
  }

  /// Marks a user as changed. Only the task's thread may call this.
  void markDirty(String userId) {
    Entry entry = entryOf(userId);
    if (!entry.dirty) {
      entry.dirty = true;
      dirty.add(entry);
    }
  }

  private Entry entryOf(String userId) {
    return users.computeIfAbsent(
        userId,
        id ->
            new Entry(
                id,
                new UserState(settings.rank(), settings.context(), settings.startAccumulator())));
  }

  int dirtyCount() {
    return dirty.size();
  }

  /// Hands key and value of each changed user to a writer.
  void writeChanges(BiConsumer<byte[], byte[]> writer) {
    for (Entry entry : dirty) {
      writer.accept(entry.id.getBytes(StandardCharsets.UTF_8), codec.write(entry.state));
      entry.dirty = false;
    }
    dirty.clear();
  }

  @Override
  void reset(StateStoreContext context) {
    release();
  }

  @Override
  void restore(byte[] key, byte @Nullable [] value) {
    String id = StoredValue.text("user id", key);
    if (value == null) {
      users.remove(id);
    } else {
      users.put(id, new Entry(id, codec.read(value)));
    }
  }

  @Override
  void release() {
    complete = false;
    users.clear();
    dirty.clear();
  }

  @Override
  public long approximateNumEntries() {
    return users.size();
  }
}
