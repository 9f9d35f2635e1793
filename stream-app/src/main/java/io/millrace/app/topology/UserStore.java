package io.millrace.app.topology;

import io.millrace.model.index.UserIndex;
import io.millrace.model.item.ItemLife;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
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
  /// Users let go at an event for want of events of their own, at most.
  private static final int EXPIRED_AT_A_TIME = 4;

  /// Users of a copy that are swept under the lock at once, so that restoring goes on in between.
  private static final int TENDED_AT_A_TIME = 1_000;

  private final LearnerSettings settings;
  private final ItemMatrix matrix;
  private final UserCodec codec;
  private final UserIndex index;
  private final ConcurrentHashMap<String, UserEntry> users = new ConcurrentHashMap<>();
  private final UserChanges changes;
  private final UserOrder<UserEntry> order;
  private final long ttlMillis;
  private final UserStores stores;
  private @Nullable Iterator<UserEntry> sweeping;
  private int partition;
  private @Nullable StoredPosition position; // of the last write, null before the first

  /// Held by whoever restores the store or tends it as a copy. A task that learns into it is alone.
  private final Object restoring = new Object();

  private boolean tended; // while no task learns into the store; guarded by restoring
  private long sweptUpTo; // slots dropped when the copy's sweep began; guarded by restoring
  private volatile boolean complete;
  private volatile boolean following;

  UserStore(String name, InstanceModel model) {
    super(name);
    this.settings = model.settings();
    this.matrix = model.matrix();
    this.codec = new UserCodec(model);
    this.changes = new UserChanges(codec);
    this.index = model.userIndex();
    this.order = new UserOrder<>(model.limits().maxUsersOf(model.partitions()));
    this.ttlMillis = model.limits().userTtlMillis();
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

  /// Takes the restored store for a task: nobody else changes it from now on. Only the task's
  /// thread may call this, before [#markComplete].
  void take() {
    synchronized (restoring) {
      tended = false;
      sweeping = null;
    }
    changes.clear(); // what is restored is what was written
  }

  /// Says that the store is restored and belongs to a task that learns. Only the task's thread may
  /// call this.
  void markComplete() {
    users.values().forEach(entry -> entry.show(index));
    restoreOrder();
    complete = true;
    following = true;
  }

  /// Says that the task learns no longer: what comes now comes from the changelog, if the store
  /// stays open as a standby's. Only the task's thread may call this.
  void markCopy() {
    complete = false;
    users.values().forEach(entry -> entry.hide(index));
    synchronized (restoring) {
      tended = isOpen();
      sweeping = null;
    }
  }

  /// By the times of the newest events, ties by id: what a changelog tells of the order.
  private void restoreOrder() {
    List<UserEntry> restored = new ArrayList<>(users.values());
    restored.sort(
        Comparator.<UserEntry>comparingLong(UserEntry::lastMillis)
            .thenComparing(entry -> entry.id));
    restored.forEach(entry -> order.touch(entry, entry.state.events()));
  }

  /// A copy of a user's state, or null if the user is unknown. Safe for any thread.
  public @Nullable UserState find(String userId) {
    UserEntry entry = users.get(userId);
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
    UserEntry entry = users.get(userId);
    return entry == null ? null : entry.state;
  }

  /// Forgets a user at once, and has that written before the next commit. Only the task's thread
  /// may call this.
  ///
  /// @return whether the user was known
  boolean erase(String userId) {
    UserEntry entry = users.get(userId);
    if (entry == null) {
      return false;
    }
    letGo(entry);
    return true;
  }

  /// Says that a user's state was changed: shows it in the index, and has it written before the
  /// next commit. Only the task's thread may call this.
  void changed(String userId) {
    UserEntry entry = entryOf(userId);
    entry.show(index);
    changes.changed(entry);
  }

  /// Notes a user's newest event, once it is learned. Only the task's thread may call this.
  void seen(String userId) {
    UserEntry entry = entryOf(userId);
    order.touch(entry, entry.state.events());
  }

  /// Lets go of those users whom there is no room for. Only the task's thread may call this.
  ///
  /// @return how many they were
  int letGoOfExcess() {
    int count = 0;
    for (UserEntry excess = order.excess(); excess != null; excess = order.excess()) {
      letGo(excess);
      count++;
    }
    return count;
  }

  /// Lets go of users who were not seen for too long, a few at a time. Only the task's thread may
  /// call this.
  ///
  /// @param newestMillis when the newest event of all happened
  /// @return how many they were
  int letGoOfExpired(long newestMillis) {
    int count = 0;
    for (int i = 0; ttlMillis > 0 && i < EXPIRED_AT_A_TIME; i++) {
      UserEntry expired = order.notSeenSince(newestMillis - ttlMillis);
      if (expired != null) {
        letGo(expired);
        count++;
      }
    }
    return count;
  }

  private void letGo(UserEntry entry) {
    order.remove(entry);
    users.remove(entry.id);
    entry.hide(index);
    changes.gone(entry);
  }

  /// Goes on to make the users forget items, each once.
  ///
  /// @param count of users
  /// @param isGone which items, by slot
  /// @return whether this was the last of the users that there were when the sweep began
  boolean sweep(int count, IntPredicate isGone) {
    return sweep(count, isGone, changes::changed);
  }

  private boolean sweep(int count, IntPredicate isGone, Consumer<UserEntry> changed) {
    Iterator<UserEntry> left = sweeping == null ? users.values().iterator() : sweeping;
    for (int i = 0; i < count && left.hasNext(); i++) {
      UserEntry entry = left.next();
      synchronized (entry.state) {
        if (entry.state.forget(isGone)) {
          changed.accept(entry);
        }
      }
    }
    sweeping = left.hasNext() ? left : null;
    return sweeping == null;
  }

  /// Does for a store without a task what a task does: makes part and users forget the items that
  /// were let go. The changelog is another's to write. Safe for any thread.
  ///
  /// @param items of the same task
  /// @param limit users to look at
  void tend(ItemStore items, int limit) {
    boolean more = true;
    for (int looked = 0; more && looked < limit; looked += TENDED_AT_A_TIME) {
      synchronized (restoring) {
        more = tended && tendSome(items.part());
      }
    }
  }

  /// @return whether there is more to do
  private boolean tendSome(ItemPart part) {
    ItemLife life = matrix.life();
    if (!life.isAttached(part) || !life.hasUnswept(part)) {
      return false;
    }
    if (sweeping == null) {
      life.drop(part);
      sweptUpTo = part.droppedFreed();
    }
    if (sweep(TENDED_AT_A_TIME, slot -> !matrix.isHeld(slot), entry -> {})) {
      life.swept(part, sweptUpTo);
    }
    return true;
  }

  int size() {
    return users.size();
  }

  private UserEntry entryOf(String userId) {
    return users.computeIfAbsent(
        userId,
        id ->
            new UserEntry(
                id,
                new UserState(settings.rank(), settings.context(), settings.startAccumulator())));
  }

  /// Where the task was that wrote what the changelog holds; null if it told no position.
  @Nullable StoredPosition position() {
    return position;
  }

  int dirtyCount() {
    return changes.count();
  }

  /// Hands key and value of each changed user to a writer, the key alone of each that is gone and
  /// not known again, and last the position.
  void writeChanges(StoredPosition newPosition, ItemStore.Writer writer) {
    changes.write(users::containsKey, writer);
    writer.accept(StoredPosition.key(), newPosition.bytes());
    position = newPosition;
  }

  @Override
  void reset(StateStoreContext context) {
    release();
    partition = context.taskId().partition();
    synchronized (restoring) {
      tended = true;
    }
    stores.add(this);
  }

  @Override
  void restore(byte[] key, byte @Nullable [] value) {
    if (StoredPosition.isKey(key)) {
      position = value == null ? null : StoredPosition.read(value);
      return;
    }
    String id = StoredUser.userId(key);
    synchronized (restoring) { // or a slot could be given to another item before the user has it
      UserEntry before =
          value == null ? users.remove(id) : users.put(id, new UserEntry(id, codec.read(value)));
      if (before != null) {
        order.remove(before);
      }
    }
  }

  @Override
  void release() {
    complete = false;
    following = false;
    stores.remove(this);
    synchronized (restoring) {
      tended = false;
      sweeping = null;
    }
    users.values().forEach(entry -> entry.hide(index));
    users.values().forEach(order::remove);
    users.clear();
    changes.clear();
    position = null;
  }

  @Override
  public long approximateNumEntries() {
    return users.size();
  }
}
