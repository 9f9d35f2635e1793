package io.millrace.app.topology;

/// Whether a task's state is whole, and goes with the records that it gets. A changelog can lose
/// records, by a cleanup policy other than `compact` or by hand, and a group's offsets can be set;
/// what would come of it is a model that has forgotten some users, or learned some events twice.
final class StateCheck {
  private StateCheck() {}

  /// @param users that were restored
  /// @param counted that the tally of the same commit counts
  /// @throws IncompatibleStateException if some are missing
  static void requireUsers(int partition, int users, long counted) {
    if (users < counted) {
      throw new IncompatibleStateException(
          "the changelog of users has %d of %d users of partition %d: it has lost records, as by a cleanup.policy other than compact; import a snapshot, or learn anew, by rebuild or under another application id"
              .formatted(users, counted, partition));
    }
  }

  /// @param topic whose record comes
  /// @param next offset behind the last record that the state holds, or [StoredPosition#UNKNOWN]
  /// @param offset of the record
  /// @throws IncompatibleStateException if the state holds the record already
  static void requireNew(String topic, int partition, long next, long offset) {
    if (offset < next) {
      throw new IncompatibleStateException(
          "record %d of %s-%d comes again, though what was learned holds all up to %d: the offsets of the group were set back, or the topic was made anew; set them to %d, or learn anew under another application id"
              .formatted(offset, topic, partition, next - 1, next));
    }
  }
}
