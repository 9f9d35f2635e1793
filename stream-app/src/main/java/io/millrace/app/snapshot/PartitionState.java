package io.millrace.app.snapshot;

import io.millrace.app.run.StartException;
import io.millrace.app.topology.StoredPosition;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/// What both changelogs of one partition hold as of one and the same write.
///
/// @param position of that write; the start if there was none yet
/// @param users by key
/// @param items by key
record PartitionState(
    int partition, StoredPosition position, Map<Bytes, byte[]> users, Map<Bytes, byte[]> items) {

  /// Reads the changelogs of a partition. They are read one after the other and may be written
  /// meanwhile, so the one that ends earlier is read on until both end with the same write.
  ///
  /// @throws StartException if one of them holds state without a position, or if the two do not
  ///   belong together
  static PartitionState read(int partition, ChangelogReader users, ChangelogReader items) {
    users.readToEnd();
    items.readToEnd();
    if (users.isEmpty() && items.isEmpty()) {
      return new PartitionState(partition, StoredPosition.START, users.newest(), items.newest());
    }
    StoredPosition position = common(partition, users, items);
    while (position == null) {
      behind(partition, users, items).readToNextPosition();
      position = common(partition, users, items);
    }
    return new PartitionState(partition, position, users.newest(), items.newest());
  }

  /// The position that both have, or null if they differ.
  private static @Nullable StoredPosition common(
      int partition, ChangelogReader users, ChangelogReader items) {
    StoredPosition position = users.position();
    if (position == null && items.position() == null) {
      throw new StartException(
          "the changelogs of partition %d end without a position, since an older version of Millrace wrote them: let an instance of this version run for some seconds, then export again"
              .formatted(partition));
    }
    return Objects.equals(position, items.position()) ? position : null;
  }

  private static ChangelogReader behind(
      int partition, ChangelogReader users, ChangelogReader items) {
    StoredPosition ofUsers = users.position();
    StoredPosition ofItems = items.position();
    // What an older version wrote may have its first position in one of them only, for a moment.
    if (ofUsers == null || (ofItems != null && ofUsers.write() < ofItems.write())) {
      return users;
    }
    if (ofItems == null || ofItems.write() < ofUsers.write()) {
      return items;
    }
    throw new StartException(
        "the changelogs of partition %d do not belong together: users are at %s, items at %s"
            .formatted(partition, ofUsers, ofItems));
  }
}
