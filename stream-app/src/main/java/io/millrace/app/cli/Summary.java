package io.millrace.app.cli;

import io.millrace.model.metrics.Tally;
import java.io.PrintWriter;

/// What a demo did, over the whole life of its data directory.
///
/// @param unhandled events that the topic holds and that are not handled yet
/// @param malformed lines of the source that are no events
/// @param committed tally of the topic's events
/// @param items known
/// @param learnedNow events learned in this run
/// @param seconds that this run took
record Summary(
    long unhandled, long malformed, Tally committed, int items, long learnedNow, double seconds) {

  /// Whether every event of the topic was handled.
  boolean isComplete() {
    return unhandled == 0;
  }

  /// Events of the topic, and malformed lines.
  long read() {
    return committed.handled() + unhandled + malformed;
  }

  private long rejected() {
    return committed.rejected() + malformed;
  }

  void print(PrintWriter out) {
    out.println();
    line(out, "events read", "%,d", read());
    line(out, "learned", "%,d", committed.learned());
    line(out, "rejected", "%,d", rejected());
    if (malformed > 0) {
      line(out, "  malformed-line", "%,d", malformed);
    }
    committed
        .rejectedByReason()
        .forEach((reason, count) -> line(out, "  " + reason.label(), "%,d", count));
    committed
        .othersByOutcome()
        .forEach((outcome, count) -> line(out, outcome.label(), "%,d", count));
    line(out, "users", "%,d", committed.users());
    line(out, "items", "%,d", items);
    line(out, "seconds", "%.1f", seconds);
    line(out, "events per second", "%,.0f", learnedNow / seconds);
    if (committed.tested() > 0) {
      line(out, "HR@10 before learning", "%.4f", committed.hitRate());
    }
    if (!isComplete()) {
      out.printf(
          "%,d events are read and not yet learned: start again without --fresh to go on%n",
          unhandled);
    }
    out.flush();
  }

  private static void line(PrintWriter out, String name, String format, Object value) {
    out.printf("%-22s %12s%n", name, format.formatted(value));
  }
}
