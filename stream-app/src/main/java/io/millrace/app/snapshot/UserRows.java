package io.millrace.app.snapshot;

import io.millrace.app.topology.StoredUser;
import io.millrace.model.event.EventTypeNumbers;
import io.millrace.model.learner.UserState;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;

/// Users as rows of [Table#USERS].
final class UserRows {
  /// What was on its way when the snapshot was made is not in it.
  private static final long[] NO_MERGES = {};

  private UserRows() {}

  static Group row(int partition, String userId, StoredUser user) {
    Group row = Table.USERS.newRow();
    row.add("partition", partition);
    row.add("user_id", userId);
    row.add("events", user.events());
    row.add("newest_millis", user.lastMillis());
    row.add("accumulator", user.accumulator());
    Lists.put(row, "vector", user.vector());
    Group recent = row.addGroup("recent");
    for (StoredUser.Recent each : user.recent()) {
      Group element = Lists.add(recent);
      element.add("item_id", each.itemId());
      element.add("time_millis", each.timeMillis());
    }
    Group consumed = row.addGroup("consumed");
    for (StoredUser.Consumed each : user.consumed()) {
      Group element = Lists.add(consumed);
      element.add("item_id", each.itemId());
      element.add("type", each.type());
      element.add("minute", each.minute());
      element.add("counted", each.counted());
    }
    Lists.put(row, "event_id_hashes", user.eventIdHashes());
    return row;
  }

  static StoredUser user(Group row) {
    return new StoredUser(
        row.getLong("events", 0),
        row.getLong("newest_millis", 0),
        row.getFloat("accumulator", 0),
        Lists.floats(row, "vector"),
        recent(row.getGroup("recent", 0)),
        consumed(row.getGroup("consumed", 0), row.getLong("newest_millis", 0)),
        Lists.longs(row, "event_id_hashes"),
        NO_MERGES);
  }

  private static List<StoredUser.Recent> recent(Group list) {
    List<StoredUser.Recent> recent = new ArrayList<>();
    for (int i = 0; i < Lists.size(list); i++) {
      Group element = Lists.at(list, i);
      recent.add(
          new StoredUser.Recent(
              element.getString("item_id", 0), element.getLong("time_millis", 0)));
    }
    return recent;
  }

  /// Snapshots of earlier versions have neither types nor times of what was consumed.
  private static List<StoredUser.Consumed> consumed(Group list, long newestMillis) {
    int newestMinute = UserState.minuteOf(newestMillis);
    List<StoredUser.Consumed> consumed = new ArrayList<>();
    for (int i = 0; i < Lists.size(list); i++) {
      Group element = Lists.at(list, i);
      boolean hasTypes =
          element.getType().containsField("type") && element.getFieldRepetitionCount("type") > 0;
      consumed.add(
          new StoredUser.Consumed(
              element.getString("item_id", 0),
              hasTypes ? element.getString("type", 0) : EventTypeNumbers.UNKNOWN,
              hasTypes ? element.getInteger("minute", 0) : newestMinute,
              element.getBoolean("counted", 0)));
    }
    return consumed;
  }
}
