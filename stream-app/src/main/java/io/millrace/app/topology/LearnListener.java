package io.millrace.app.topology;

import io.millrace.model.event.Rejection;
import io.millrace.model.metrics.Outcome;

/// Hears what a task does with each event, on the task's thread. Calls are for metrics: an event
/// may be heard of again after an abort.
public interface LearnListener {
  /// An event was learned and is visible in this instance.
  ///
  /// @param sentMillis the time of sending
  void learned(long sentMillis);

  /// An event went to the dead letters.
  void rejected(Rejection reason);

  /// A good record of the topic of interactions taught nothing.
  void handled(Outcome outcome);

  /// A record of the topic of users erased one.
  void userErased();

  /// A record of the topic of users went to the dead letters.
  void userRejected(Rejection reason);

  /// An event was ranked before it was learned.
  ///
  /// @param rank of its item, 0 for the best
  /// @param popularityRank its rank by popularity
  void tested(int rank, int popularityRank);

  /// Users of the task's partition were let go.
  ///
  /// @param count from 1
  void usersLetGo(LetGo why, int count);

  /// Items that the task owns were let go. Those that the list of items deletes are not among them.
  ///
  /// @param count from 1
  void itemsLetGo(LetGo why, int count);

  /// A record had a field that nobody knows.
  ///
  /// @param ofUser whether it was on the topic of users
  /// @param name of the field
  default void unknownField(boolean ofUser, String name) {}

  /// Updates were left out, since they would have broken a row.
  void skipped(long updates);
}
