package io.millrace.app.topology;

import io.millrace.model.index.UserIndex;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/// The users of one partition. The task's thread changes them; any thread may ask for a copy. Each
/// user is guarded by its own lock, which the task holds while it learns one event.
///
/// A store that a task learns into is complete. A standby's is a copy of another instance's: it
/// follows that one's changelog, behind by what is not committed yet. Which of the two it is can
/// change while it is open.
///
/// While the store is complete, and only then, its users are in the instance's index of users.
public final class UserStore extends MemoryStore {
  private final LearnerSettings settings;
  private final UserCodec codec;
  private final UserIndex index;
  private final ConcurrentHashMap<String, Entry> users = new ConcurrentHashMap<>();
  private final List<Entry> dirty = new ArrayList<>(); // also entries that were erased since
  private final Set<String> erased = new HashSet<>(); // since the last commit
  private final UserStores stores;
  private int partition;
  private volatile boolean complete;
  private volatile boolean following;

  /// A user, whether it changed since it was last written, and where the index has it.
  private static final class Entry {
    static final int NOT_ADDED = UserIndex.LEFT_OUT - 1;

    final String id;
    final UserState state;
    boolean dirty;
    int indexSlot = NOT_ADDED;

    Entry(String id, UserState state) {
      this.id = id;
      this.state = state;
    }
  }

  UserStore(String name, InstanceModel model) {
    super(name);
    this.settings = model.settings();
    this.codec = new UserCodec(model);
    this.index = model.userIndex();
    this.stores = model.userStores();
  }

  /// The partition whose users these are.
  public int partition() {
    return partition;
  }

  /// Whether the store holds all users of its partition: from when its task, which Streams starts
  /// once the store is restored, says so, until the store is emptied. Safe for any thread.
  public boolean isComplete() {
    return complete;
  }

  /// Whether the store knows all users that its changelog held when it was opened, and therefore
  /// can stand in for the owner's. Safe for any thread.
  public boolean isFollowing() {
    return following;
  }

  /// Says that everything that the changelog held when the store was opened has been read.
  public void markFollowing() {
    following = true;
  }

  /// Says that the store is restored and belongs to a task that learns. Only the task's thread may
  /// call this.
  void markComplete() {
    users.values().forEach(this::show);
    complete = true;
    following = true;
  }

  /// Says that the task learns no longer: what comes now comes from the changelog, if the store
  /// stays open as a standby's. Only the task's thread may call this.
  void markCopy() {
    complete = false;
    users.values().forEach(this::hide);
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

  /// The state of a user, or null if the user is unknown. Only the task's thread may call this, and
  /// only while it holds the state's lock may it change the state.
  @Nullable UserState known(String userId) {
    Entry entry = users.get(userId);
    return entry == null ? null : entry.state;
  }

  /// Forgets a user at once, and has that written before the next commit. Only the task's thread
  /// may call this.
  ///
  /// @return whether the user was known
  boolean erase(String userId) {
    Entry entry = users.remove(userId);
    if (entry == null) {
      return false;
    }
    hide(entry);
    entry.dirty = false;
    erased.add(userId);
    return true;
  }

  /// Says that a user's state was changed: shows it in the index, and has it written before the
  /// next commit. Only the task's thread may call this.
  void changed(String userId) {
    Entry entry = entryOf(userId);
    show(entry);
    if (!entry.dirty) {
      entry.dirty = true;
      dirty.add(entry);
    }
  }

  private void show(Entry entry) {
    float[] vector = entry.state.vector();
    if (entry.indexSlot == Entry.NOT_ADDED) {
      entry.indexSlot = index.add(entry.id, vector);
    } else {
      index.change(entry.indexSlot, vector);
    }
  }

  private void hide(Entry entry) {
    if (entry.indexSlot != Entry.NOT_ADDED) {
      index.remove(entry.indexSlot);
      entry.indexSlot = Entry.NOT_ADDED;
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
    return dirty.size() + erased.size();
  }

  /// Hands key and value of each changed user to a writer, and the key alone of each that is erased
  /// and not known again.
  void writeChanges(BiConsumer<byte[], byte @Nullable []> writer) {
    for (Entry entry : dirty) {
      if (entry.dirty) {
        writer.accept(entry.id.getBytes(StandardCharsets.UTF_8), codec.write(entry.state));
        entry.dirty = false;
      }
    }
    dirty.clear();
    for (String userId : erased) {
      if (!users.containsKey(userId)) {
        writer.accept(userId.getBytes(StandardCharsets.UTF_8), null);
      }
    }
    erased.clear();
  }

  @Override
  void reset(StateStoreContext context) {
    release();
    partition = context.taskId().partition();
    stores.add(this);
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
    following = false;
    stores.remove(this);
    users.values().forEach(this::hide);
    users.clear();
    dirty.clear();
    erased.clear();
  }

  @Override
  public long approximateNumEntries() {
    return users.size();
  }
}
