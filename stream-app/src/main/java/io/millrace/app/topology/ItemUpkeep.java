package io.millrace.app.topology;

import io.millrace.model.event.Interaction;
import io.millrace.model.item.ItemLife;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.ItemPolicy;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.UserState;
import java.util.Set;

/// What one task does so that the items stay within their limits: lets go of its own, drops those
/// that others let go, and carries out deletions. Belongs to the task's thread.
///
/// What it lets go of and when depends on the events alone. The time that passes decides only when
/// marks are forgotten and slots used again, which no row and no draw depends on. It is told as
/// `nowMillis`, by a clock that does not jump.
final class ItemUpkeep {
  /// A sweep of the users ends within so many events for each slot that may be let go meanwhile.
  private static final int SWEEPS_PER_BOUND = 40;

  private static final int SMALLEST_SWEEP = 16; // users at a time
  private static final int IDLE_SWEEP = 100_000;
  private static final int MARKS_AT_A_TIME = 10_000;
  private static final long NOT_SWEEPING = -1;

  private final ItemMatrix matrix;
  private final ItemLife life;
  private final Limits limits;
  private final Deletions deletions;
  private final ItemPolicy policy;
  private final ItemPart part;
  private final Learner learner;
  private final UserStore users;
  private final LearnListener listener;
  private final int maxItems; // of this task
  private long sweeping = NOT_SWEEPING; // slots dropped when the sweep began
  private long lookedAtMillis =
      Interaction.MIN_TIMESTAMP_MILLIS; // time of events, at the last look

  ItemUpkeep(
      InstanceModel model,
      ItemPart part,
      Learner learner,
      UserStore users,
      LearnListener listener) {
    this.matrix = model.matrix();
    this.life = matrix.life();
    this.limits = model.limits();
    this.deletions = model.deletions();
    this.policy =
        new ItemPolicy(
            matrix,
            limits.maxItems(),
            model.partitions(),
            limits.itemTtlMillis(),
            model.settings().trendHalfLifeMillis());
    this.part = part;
    this.learner = learner;
    this.users = users;
    this.listener = listener;
    this.maxItems = Math.max(1, limits.maxItems() / model.partitions());
  }

  /// Marks those of the task's own items as deleted of which nothing is learned, although nothing
  /// is known of them either.
  void forbid(Set<String> itemIds, long nowMillis) {
    for (String itemId : itemIds) {
      if (life.ownerOf(itemId) == part.partition()) {
        life.forbid(part, itemId, nowMillis);
      }
    }
  }

  /// Lets those of the task's own items be learned again that were deleted before it began, and are
  /// listed.
  void liftListed(long nowMillis) {
    for (String itemId : life.deletedOf(part.partition(), deletions::isListed)) {
      life.lift(part, itemId, nowMillis);
    }
  }

  /// Drops what was let go. Before an event and before a commit.
  void drop() {
    if (life.hasFreed(part)) {
      learner.forget(life.drop(part));
    }
  }

  /// Makes a user forget what was let go, whose lock the caller holds.
  void clean(UserState user) {
    if (life.hasUnswept(part)) {
      user.forget(slot -> !matrix.isHeld(slot));
    }
  }

  /// Lets go of what is too much or too old. After an event.
  ///
  /// @param newestMillis the time of the newest event
  void learned(long newestMillis, long nowMillis) {
    if (policy.isBeyond(part.partition())) {
      evict(policy.excess(part.partition()), LetGo.LIMIT, nowMillis);
    }
    long step = policy.expiryStepMillis();
    if (step > 0 && newestMillis - lookedAtMillis >= step) {
      lookedAtMillis = newestMillis;
      evict(policy.expired(part.partition(), newestMillis), LetGo.TTL, nowMillis);
    }
    if (life.hasUnswept(part)) {
      int share = (int) Math.min(IDLE_SWEEP, (long) users.size() * SWEEPS_PER_BOUND / maxItems);
      sweep(Math.max(SMALLEST_SWEEP, share));
    }
  }

  /// Goes on with what waits for others or for time to pass. Before a commit, and now and then
  /// while no events come.
  void tick(long nowMillis) {
    carryOutDeletions(nowMillis);
    drop();
    if (life.hasUnswept(part)) {
      sweep(IDLE_SWEEP);
    }
    life.forgetMarks(part, nowMillis, limits.graceMillis(), MARKS_AT_A_TIME);
  }

  private void evict(int[] slots, LetGo why, long nowMillis) {
    int count = 0;
    for (int slot : slots) {
      count += life.evict(part, slot, nowMillis) ? 1 : 0;
    }
    if (count > 0) {
      listener.itemsLetGo(why, count);
    }
  }

  private void sweep(int count) {
    if (sweeping == NOT_SWEEPING) {
      drop();
      sweeping = part.droppedFreed();
    }
    if (users.sweep(count, slot -> !matrix.isHeld(slot))) {
      life.swept(part, sweeping);
      sweeping = NOT_SWEEPING;
    }
  }

  /// Whether the list of items deletes one of the task's items, or has a deleted one again.
  boolean hasDeletions() {
    return deletions.isWaiting(part.partition());
  }

  private void carryOutDeletions(long nowMillis) {
    for (String itemId : deletions.takeDeleted(part.partition())) {
      life.delete(part, itemId, nowMillis);
      if (deletions.isListed(itemId)) { // meanwhile, see Catalogue
        deletions.relist(itemId);
      }
    }
    for (String itemId : deletions.takeRelisted(part.partition())) {
      life.lift(part, itemId, nowMillis);
    }
    life.liftOldest(part, maxItems, nowMillis);
  }
}
