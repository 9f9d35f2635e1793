package io.millrace.app.run;

import io.millrace.app.http.Answers;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.RankWindow;
import io.millrace.model.metrics.Tally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts together what `/v1/status` tells.
final class StatusReport {
  private StatusReport() {}

  /// @param run of the model that is served, null before there is one
  static Answers.Status of(
      AppSettings settings,
      int port,
      Optional<String> notReady,
      AppMetrics metrics,
      @Nullable ModelRun run,
      Answers.@Nullable Preparing preparing) {
    InstanceModel model = run == null ? null : run.model();
    Tally tally = model == null ? new Tally() : model.matrix().tally();
    Map<Integer, LagMonitor.Standing> standings = run == null ? Map.of() : run.lag().standings();
    double catchUpSeconds = run == null ? 0 : run.lag().catchUpSeconds();
    Runtime runtime = Runtime.getRuntime();
    return new Answers.Status(
        Version.current(),
        settings.applicationId(),
        run == null ? settings.applicationId() : run.id(),
        preparing,
        settings.address(port),
        notReady.orElse(run == null ? "STARTING" : run.streams().state().name()),
        notReady.isEmpty(),
        model == null ? 0 : model.partitions(),
        run == null ? List.of() : active(run, standings),
        run == null ? List.of() : copies(run),
        tally.users(),
        model == null ? 0 : model.matrix().size(),
        tally.learned(),
        rejected(tally),
        tally.of(Outcome.REPEATED),
        tally.of(Outcome.UNDONE),
        tally.of(Outcome.ERASED),
        tally.of(Outcome.MERGED),
        standings.values().stream().mapToLong(LagMonitor.Standing::lag).sum(),
        Double.isInfinite(catchUpSeconds) ? null : catchUpSeconds,
        quality(tally, metrics),
        (run == null ? settings : run.settings()).learner().rank(),
        model == null ? "" : model.kernels().toString(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory());
  }

  private static List<Answers.PartitionStatus> active(
      ModelRun run, Map<Integer, LagMonitor.Standing> standings) {
    return run.model().userStores().completePartitions().stream()
        .map(
            partition -> {
              var standing = standings.getOrDefault(partition, LagMonitor.Standing.UNKNOWN);
              long next = Math.max(standing.next(), run.lag().next(partition));
              return new Answers.PartitionStatus(
                  partition, next <= 0 ? null : next - 1, standing.lag());
            })
        .toList();
  }

  private static List<Answers.CopyStatus> copies(ModelRun run) {
    return run.model().userStores().copies().stream()
        .map(
            copy ->
                new Answers.CopyStatus(
                    copy.partition(), run.lag().ofCopy(copy.partition()), copy.isFollowing()))
        .toList();
  }

  private static Map<String, Long> rejected(Tally tally) {
    Map<String, Long> byLabel = new TreeMap<>();
    tally.rejectedByReason().forEach((reason, count) -> byLabel.put(reason.label(), count));
    return byLabel;
  }

  private static Answers.Quality quality(Tally tally, AppMetrics metrics) {
    return new Answers.Quality(
        tally.tested(),
        orNull(tally.hitRate()),
        orNull(tally.ndcg()),
        window(metrics.learnedWindow()),
        window(metrics.popularityWindow()));
  }

  private static Answers.QualityWindow window(RankWindow window) {
    return new Answers.QualityWindow(
        window.size(),
        orNull(window.hitRate()),
        orNull(window.ndcg()),
        orNull(window.reciprocalRank()));
  }

  private static @Nullable Double orNull(double quality) {
    return Double.isNaN(quality) ? null : quality;
  }
}
