package io.millrace.model.evaluation;

/// Ranks the items for a user and learns from each event, in the order of the stream.
///
/// Users and items are numbered from 0 in the order in which they first appear in an [EventLog].
/// Not safe for several threads.
public interface StreamingRanker {

  /// Scores items for a user, the better the larger. Does not change what is learned.
  ///
  /// @param user may be one of whom nothing is known
  /// @param timeMillis of the question; in a split by chance it may lie before events learned
  /// @param known items 0 to below this are scored; they may be more than were learned
  /// @param scores (at least known), written
  void score(int user, long timeMillis, int known, float[] scores);

  /// Learns one event.
  ///
  /// @param weight positive teaches, negative is a dislike, 0 only says that the user saw the item
  void learn(int user, int item, float weight, long timeMillis);
}
