package io.millrace.app.topology;

import io.millrace.model.event.EventTypeNumbers;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.util.ArrayList;
import java.util.List;

/// Between a user in memory, who names items by slot, and one in the changelog, a [StoredUser].
final class UserCodec {
  private final LearnerSettings settings;
  private final ItemMatrix matrix;
  private final EventTypeNumbers types;
  private final int maxEventIds;

  UserCodec(InstanceModel model) {
    this.settings = model.settings();
    this.matrix = model.matrix();
    this.types = model.typeNumbers();
    this.maxEventIds = model.eventIds();
  }

  /// Items that were let go are left out.
  byte[] write(UserState user) {
    List<StoredUser.Recent> recent = new ArrayList<>(user.recentCount());
    for (int k = user.recentCount() - 1; k >= 0; k--) {
      int slot = user.recentSlot(k);
      if (matrix.isHeld(slot)) {
        recent.add(new StoredUser.Recent(matrix.idOf(slot), user.recentMillis(k)));
      }
    }
    List<StoredUser.Consumed> consumed = new ArrayList<>(user.consumedCount());
    for (int i = 0; i < user.consumedCount(); i++) {
      int slot = user.consumed(i);
      if (matrix.isHeld(slot)) {
        consumed.add(
            new StoredUser.Consumed(
                matrix.idOf(slot),
                types.name(user.consumedType(i)),
                user.consumedMinute(i),
                user.isCounted(i)));
      }
    }
    long[] eventIdHashes = new long[user.eventIdCount()];
    for (int i = 0; i < eventIdHashes.length; i++) {
      eventIdHashes[i] = user.eventIdHash(i);
    }
    return new StoredUser(
            user.events(),
            user.lastMillis(),
            user.accumulator(),
            user.vector(),
            recent,
            consumed,
            eventIdHashes,
            user.pendingMerges())
        .bytes();
  }

  /// Items that are deleted, or unknown and without room for them, are left out.
  ///
  /// @throws IncompatibleStateException if the bytes are of another version or rank, or damaged
  UserState read(byte[] value) {
    StoredUser stored = StoredUser.read(settings.rank(), value);
    var user = new UserState(settings.rank(), settings.context(), settings.startAccumulator());
    user.setEvents(stored.events());
    user.advanceTo(stored.lastMillis());
    user.setAccumulator(stored.accumulator());
    System.arraycopy(stored.vector(), 0, user.vector(), 0, settings.rank());
    for (StoredUser.Recent each : stored.recent()) {
      int slot = matrix.life().internIfRoom(each.itemId());
      if (slot >= 0) {
        user.remember(slot, each.timeMillis());
      }
    }
    for (StoredUser.Consumed each : stored.consumed()) {
      int slot = matrix.life().internIfRoom(each.itemId());
      if (slot >= 0) {
        user.appendConsumed(slot, types.of(each.type()), each.minute(), each.counted());
      }
    }
    for (long hash : stored.eventIdHashes()) {
      user.appendEventIdHash(hash, maxEventIds);
    }
    for (long mergeId : stored.pendingMerges()) {
      user.expectMerge(mergeId);
    }
    return user;
  }
}
