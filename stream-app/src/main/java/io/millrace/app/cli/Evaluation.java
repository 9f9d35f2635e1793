package io.millrace.app.cli;

import io.millrace.app.run.SettingByName;
import io.millrace.model.evaluation.Audiences;
import io.millrace.model.evaluation.Baselines;
import io.millrace.model.evaluation.EventLog;
import io.millrace.model.evaluation.LearnerRanker;
import io.millrace.model.evaluation.LearnerRanker.Parallelism;
import io.millrace.model.evaluation.Prequential;
import io.millrace.model.evaluation.Split;
import io.millrace.model.evaluation.StreamingRanker;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Runs our learner and what it is compared with over the same events, once for each seed.
///
/// @param settings of our learner, whose seed gives way to `seeds`
/// @param parallelism of our learner
/// @param k cutoff of the metrics
/// @param repeats whether repeats are tested and consumed items ranked
/// @param shuffleTies whether events of equal time are put in an order drawn by chance
/// @param split null for test, then learn
/// @param baselines names of the others
/// @param seeds at least one
record Evaluation(
    LearnerSettings settings,
    Parallelism parallelism,
    int k,
    boolean repeats,
    boolean shuffleTies,
    @Nullable SplitChoice split,
    List<String> baselines,
    List<Long> seeds) {

  /// One protocol over one log.
  ///
  /// @param learned events that are learned
  private record Pass(EventLog log, int learned, Protocol protocol) {}

  private interface Protocol {
    RankerScores run(StreamingRanker ranker, EvaluationProgress progress);
  }

  /// The scores of each ranker, ours first; of several seeds the median.
  Map<String, RankerScores> run(EventLog log, PrintWriter err) {
    Map<String, List<RankerScores>> runs = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(baselines);
    names.addFirst(EvaluationReport.OURS);
    for (long seed : seeds) {
      EventLog ordered =
          shuffleTies ? EventOrder.withTiesShuffled(log, new SplittableRandom(seed)) : log;
      Pass pass = split == null ? prequential(ordered) : split(split, ordered, seed);
      for (String name : names) {
        runs.computeIfAbsent(name, none -> new ArrayList<>()).add(run(name, pass, seed, err));
      }
    }
    Map<String, RankerScores> medians = new LinkedHashMap<>();
    runs.forEach((name, scores) -> medians.put(name, RankerScores.median(scores)));
    return medians;
  }

  private RankerScores run(String name, Pass pass, long seed, PrintWriter err) {
    StreamingRanker ranker = ranker(name, pass, seed);
    try (var progress = new EvaluationProgress(err, Output.isTerminal(), name, pass.log.size())) {
      return pass.protocol.run(ranker, progress);
    } finally {
      if (ranker instanceof LearnerRanker ours && ours.skippedUpdates() > 0) {
        err.printf("%,d updates left out: they would have broken a row%n", ours.skippedUpdates());
      }
    }
  }

  private StreamingRanker ranker(String name, Pass pass, long seed) {
    Kernels kernels = Kernels.best();
    return name.equals(EvaluationReport.OURS)
        ? new LearnerRanker(
            SettingByName.with(settings, "seed", Long.toString(seed)),
            pass.log,
            kernels,
            parallelism)
        : new Baselines(settings.rank(), repeats, pass.learned, kernels)
            .named(name, new SplittableRandom(seed));
  }

  private Pass prequential(EventLog log) {
    var protocol = new Prequential(log, new Audiences(log), k, repeats);
    return new Pass(
        log,
        log.size(),
        (ranker, progress) ->
            RankerScores.of(protocol.run(ranker, System::nanoTime, progress), log.size()));
  }

  private Pass split(SplitChoice choice, EventLog log, long seed) {
    int learned = (int) Math.round(log.size() * choice.share());
    EventLog parts =
        choice.byChance() ? EventOrder.shuffled(log, learned, new SplittableRandom(seed)) : log;
    var protocol = new Split(parts, learned, k, repeats);
    return new Pass(
        parts,
        learned,
        (ranker, progress) ->
            RankerScores.of(protocol.run(ranker, System::nanoTime, progress), learned));
  }
}
