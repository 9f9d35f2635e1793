package io.millrace.app.snapshot;

import io.millrace.model.event.Rejection;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.util.EnumMap;
import java.util.Map;
import org.apache.parquet.example.data.Group;

/// Tallies and shared weights as rows of [Table#PARTITIONS].
final class PartitionRows {
  private PartitionRows() {}

  /// @param sharedWeights none if the partition has not moved them
  static Group row(int partition, Tally tally, float[] sharedWeights) {
    Group row = Table.PARTITIONS.newRow();
    row.add("partition", partition);
    row.add("learned", tally.learned());
    row.add("newest_millis", tally.newestMillis());
    row.add("users", tally.users());
    row.add("tested", tally.tested());
    row.add("testable", tally.testable());
    row.add("hits", tally.hits());
    row.add("gain", tally.gain());
    Group rejected = row.addGroup("rejected");
    tally.rejectedByReason().forEach((reason, n) -> put(rejected, "reason", reason.label(), n));
    Group others = row.addGroup("others");
    tally.othersByOutcome().forEach((outcome, n) -> put(others, "outcome", outcome.label(), n));
    Lists.put(row, "shared_weights", sharedWeights);
    return row;
  }

  private static void put(Group list, String name, String label, long events) {
    Group element = Lists.add(list);
    element.add(name, label);
    element.add("events", events);
  }

  static Tally tally(Group row) {
    Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
    Group reasons = row.getGroup("rejected", 0);
    for (int i = 0; i < Lists.size(reasons); i++) {
      Group element = Lists.at(reasons, i);
      rejected.put(Rejection.ofLabel(element.getString("reason", 0)), element.getLong("events", 0));
    }
    var tally =
        new Tally(
            row.getLong("learned", 0),
            row.getLong("users", 0),
            rejected,
            row.getLong("tested", 0),
            row.getDouble("testable", 0),
            row.getDouble("hits", 0),
            row.getDouble("gain", 0));
    tally.advanceTo(row.getLong("newest_millis", 0));
    Group outcomes = row.getGroup("others", 0);
    for (int i = 0; i < Lists.size(outcomes); i++) {
      Group element = Lists.at(outcomes, i);
      tally.count(Outcome.ofLabel(element.getString("outcome", 0)), element.getLong("events", 0));
    }
    return tally;
  }

  static float[] sharedWeights(Group row) {
    return Lists.floats(row, "shared_weights");
  }
}
