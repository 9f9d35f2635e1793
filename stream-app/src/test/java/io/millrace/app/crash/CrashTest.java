package io.millrace.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills an instance and the broker while events are learned. `benchmarks/crash-test` runs the same
/// for longer.
class CrashTest {
  private static final int EVENTS = Integer.getInteger("millrace.crash.events", 12_000);
  private static final int KILLS = Integer.getInteger("millrace.crash.kills", 2);
  private static final int PER_SECOND = Integer.getInteger("millrace.crash.rate", 800);
  private static final List<String> INSTANCE_OPTIONS =
      Stream.of(System.getProperty("millrace.crash.options", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();
  private static final BrokerProcess.Kind BROKER =
      BrokerProcess.Kind.valueOf(
          System.getProperty("millrace.crash.broker", "millrace").toUpperCase(Locale.ROOT));
  private static final int EVENTS_PER_USER = 50;

  /// Reads are to fail for less than a second, and do: for .1 to .4 s. A machine may be busy with
  /// other things; before answers had processors enough, gaps were of 5 s.
  private static final long MAX_GAP_MILLIS = 3_000;

  @TempDir private Path folder;

  @Test
  void everyEventIsLearnedOnceWhateverDies() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    int users = EVENTS / EVENTS_PER_USER;
    var plan = CrashPlan.draw(seed, EVENTS, PER_SECOND, users, users / 2, KILLS);
    tell(plan.toString());
    try (var run = new CrashRun(plan, folder, BROKER, INSTANCE_OPTIONS, CrashTest::tell)) {
      CrashReport report = finish(run);
      tell(report.table());
      assertThat(report.differences()).as("%s", plan).isEmpty();
      assertThat(report.reads().stale()).as("answers from copies, %s", plan).isPositive();
      assertThat(report.outages())
          .as("%s", plan)
          .filteredOn(CrashRun.Outage::hadAllCopies)
          .allMatch(
              outage -> outage.readGapMillis() < MAX_GAP_MILLIS, "answers without a long gap");
    }
  }

  private static CrashReport finish(CrashRun run) throws Exception {
    boolean finished = false;
    try {
      CrashReport report = run.run();
      finished = true;
      return report;
    } finally {
      if (!finished) {
        run.tellOutput();
      }
    }
  }

  private static void tell(String line) {
    System.out.println(line);
  }
}
