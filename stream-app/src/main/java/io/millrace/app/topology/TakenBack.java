package io.millrace.app.topology;

import io.millrace.model.event.Interaction;
import io.millrace.model.metrics.Outcome;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;

/// Tells one task which of its events were taken back later. Belongs to the task's thread.
final class TakenBack {
  /// Ids of undone events that are remembered, at most: 16 MB or so.
  private static final int MAX_UNDONE_IDS = 1_000_000;

  private final LearnScope scope;
  private final LongOpenHashSet undoneIds = new LongOpenHashSet(); // of user and event

  TakenBack(LearnScope scope) {
    this.scope = scope;
  }

  /// What an event counts as that teaches nothing since it was taken back; null if it stands.
  ///
  /// An undone event that is sent again after the undo is a repeat, as it would be where the event
  /// had been learned first; an erased user's is not.
  @Nullable Outcome outcome(Interaction event, long offset, long sentMillis) {
    TakeBacks takeBacks = scope.takeBacks();
    if (takeBacks == null) {
      return null;
    }
    Outcome outcome = takeBacks.of(event, offset, sentMillis);
    String eventId = event.eventId();
    if (outcome == Outcome.ERASED || eventId == null) {
      return outcome;
    }
    long id = TakeBacks.hash(event.userId(), eventId);
    if (undoneIds.contains(id)) {
      return Outcome.REPEATED;
    }
    if (outcome == Outcome.UNDONE && undoneIds.size() < MAX_UNDONE_IDS) {
      undoneIds.add(id);
    }
    return outcome;
  }

  boolean isDeleted(String itemId) {
    return scope.deletedItems().contains(itemId);
  }
}
