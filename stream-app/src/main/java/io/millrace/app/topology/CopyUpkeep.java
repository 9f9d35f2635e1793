package io.millrace.app.topology;

import io.millrace.model.item.ItemLife;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What keeps stores within limits while no task learns into them: those of a standby, and those
/// that are still being restored. A slot that was let go is not used again before every store here
/// has forgotten it; without this a standby would hold back all of them, for as long as it is one.
/// Safe for any number of threads.
public final class CopyUpkeep {
  private static final int USERS_AT_A_TIME = 100_000;
  private static final int MARKS_AT_A_TIME = 10_000;

  private final ItemLife life;
  private final UserStores users;
  private final AtomicReferenceArray<@Nullable ItemStore> items; // by partition

  CopyUpkeep(ItemLife life, UserStores users, int partitions) {
    this.life = life;
    this.users = users;
    this.items = new AtomicReferenceArray<>(partitions);
  }

  void add(ItemStore store) {
    items.set(store.part().partition(), store);
  }

  /// Takes a store out, unless another one has taken its place.
  void remove(ItemStore store) {
    items.compareAndSet(store.part().partition(), store, null);
  }

  /// Goes on with what is to be done. To be called about once a second.
  public void tend() {
    for (int partition = 0; partition < items.length(); partition++) {
      // In this order: stores of users that are still open belong to the task that has the items,
      // since a task's stores are opened once those of the one before are closed.
      UserStore ofUsers = users.of(partition);
      ItemStore ofItems = items.get(partition);
      if (ofUsers != null && ofItems != null) {
        ofUsers.tend(ofItems, USERS_AT_A_TIME);
        life.unwatch(ofItems.part(), MARKS_AT_A_TIME);
      }
    }
  }
}
