package io.millrace.app.crash;

import java.util.List;
import java.util.Locale;

/// What a run found.
///
/// @param seconds from the start of both instances until all was learned
/// @param differences between what was sent and what is known; empty if all is well
record CrashReport(
    CrashPlan plan,
    List<CrashRun.Outage> outages,
    Reads.Result reads,
    double seconds,
    List<String> differences) {
  private static final int MAX_SHOWN = 20;

  String table() {
    var table = new StringBuilder();
    table.append(
        "seed %d: %,d events of %,d users and %,d items in %.0f s%n"
            .formatted(plan.seed(), plan.events(), plan.users(), plan.items(), seconds));
    table.append(
        "%-16s %12s %8s %14s %16s%n"
            .formatted("what", "after events", "copies", "read gap, ms", "learning, ms"));
    for (CrashRun.Outage outage : outages) {
      table.append(
          "%-16s %,12d %8s %,14d %,16d%n"
              .formatted(
                  "%s %s"
                      .formatted(outage.kill().victim(), outage.kill().how())
                      .toLowerCase(Locale.ROOT),
                  outage.kill().afterEvents(),
                  outage.copies(),
                  outage.readGapMillis(),
                  outage.learningMillis()));
    }
    table.append(
        "reads: %,d asked, %,d answered, %,d of them from copies, failures %s%n"
            .formatted(reads.asked(), reads.answered(), reads.stale(), reads.failures()));
    table.append("differences: %,d%n".formatted(differences.size()));
    differences.stream()
        .limit(MAX_SHOWN)
        .forEach(each -> table.append("  ").append(each).append('\n'));
    return table.toString();
  }
}
