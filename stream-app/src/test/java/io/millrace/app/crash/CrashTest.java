package io.millrace.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills an instance and the broker while events are learned. The long form is
/// `benchmarks/crash-test`.
class CrashTest {
  @TempDir private Path folder;

  @Test
  void everyEventIsLearnedOnceWhateverDies() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    var plan = CrashPlan.draw(seed, 20_000, 1_000, 400, 300, 2);
    System.out.println(plan);
    try (var run = new CrashRun(plan, folder, List.of(), line -> System.out.println(line))) {
      CrashReport report = run.run();
      System.out.println(report.table());
      assertThat(report.differences()).as("%s", plan).isEmpty();
    }
  }
}
