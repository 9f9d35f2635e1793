package io.millrace.benchmarks.peers;

import io.millrace.model.index.Filter;
import io.millrace.model.index.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// What only Millrace does: filters inside the scan, rows that change while it answers, batches;
/// and what it takes.
final class OwnFigures {
  private static final String UNFILTERED = "unfiltered";
  private static final double PHASE_SECONDS = 0.3;
  private static final int UPDATES = 5_000;

  /// As many as change in the two milliseconds between two looks of the product's keeper.
  private static final int ROWS_AT_ONCE = ChangingRows.ROWS_PER_SECOND / 500;

  private static final double ROW_BYTES = (VectorSet.RANK + 1) * Float.BYTES;
  private static final double CODE_BYTES = VectorSet.RANK + 4;
  private static final double SPARE_BYTES = 16;
  private static final int BATCH = 48;
  private static final int MANY = 1_000_000;
  private static final double RARE = 0.0001;

  private final Settings settings;
  private final VectorSet vectors;
  private final Report report;

  OwnFigures(Settings settings, VectorSet vectors, Report report) {
    this.settings = settings;
    this.vectors = vectors;
    this.report = report;
  }

  /// @param sorted by norm; some of its rows change
  /// @param unsorted whose rows change
  void run(MillraceIndex sorted, MillraceIndex unsorted) {
    filters(sorted);
    batches(sorted);
    whileRowsChange(sorted);
    updates(unsorted);
    memory(sorted);
  }

  private void filters(MillraceIndex index) {
    double seconds = settings.warmUpSeconds();
    List<Contender> contenders = new ArrayList<>();
    contenders.add(index.contender(UNFILTERED, seconds, Filter::new));
    for (double share : new double[] {0.5, 0.01, RARE}) {
      SlotSet set = sample(share);
      contenders.add(index.contender(name(share), seconds, () -> new Filter().in(set)));
    }
    Map<String, Double> medians = Rounds.medians(contenders, settings.rounds());
    double all = medians.getOrDefault(UNFILTERED, Double.NaN);
    for (double share : new double[] {0.5, 0.01, RARE}) {
      double ratio = medians.getOrDefault(name(share), Double.NaN) / all;
      Goal goal = Goal.atMost(share == RARE ? 1 : 1.2);
      report.add(vectors, name(share) + " / unfiltered", "x", ratio, goal);
    }
  }

  private static String name(double share) {
    return "%s %% pass".formatted(share == 0.5 ? "50" : share == RARE ? "0.01" : "1");
  }

  private SlotSet sample(double share) {
    var random = new SplittableRandom(3);
    var set = new SlotSet();
    for (int slot = 0; slot < vectors.items(); slot++) {
      if (random.nextDouble() < share) {
        set.add(slot);
      }
    }
    return set;
  }

  /// How many times faster a query is as one of a batch than by itself.
  private void batches(MillraceIndex index) {
    double seconds = settings.warmUpSeconds();
    Contender alone = index.contender("alone", seconds, Filter::new);
    Contender together = index.together(BATCH, seconds);
    Map<String, Double> medians = Rounds.medians(List.of(alone, together), settings.rounds());
    double gain =
        medians.getOrDefault(alone.name(), Double.NaN)
            / medians.getOrDefault(together.name(), Double.NaN);
    Goal goal =
        vectors.items() >= MANY && vectors.kind().equals("uniform") ? Goal.atLeast(2.7) : null;
    report.add(vectors, "gain by batches of " + BATCH, "x", gain, goal);
  }

  private void whileRowsChange(MillraceIndex index) {
    Contender contender = index.contender("", 0, Filter::new);
    double[] quiet = {};
    double[] busy = {};
    double rate = Double.POSITIVE_INFINITY;
    try (var _ = new ChangingRows(index)) {
      runFor(contender, Math.max(PHASE_SECONDS, settings.warmUpSeconds()));
    }
    for (int round = 0; round < settings.rounds(); round++) {
      quiet = Rounds.joined(quiet, runFor(contender, PHASE_SECONDS));
      try (var changing = new ChangingRows(index)) {
        busy = Rounds.joined(busy, runFor(contender, PHASE_SECONDS));
        rate = Math.min(rate, changing.rate());
      }
    }
    double median = Quantiles.median(busy);
    report.add(vectors, "rows changed a second, least", "rows", rate, null);
    report.add(
        vectors,
        "while they change: median / quiet",
        "x",
        median / Quantiles.median(quiet),
        Goal.atMost(1.15));
    report.add(
        vectors,
        "while they change: p99 / median",
        "x",
        Quantiles.of(busy, 0.99) / median,
        Goal.atMost(3));
    report.add(
        vectors,
        "quiet: p99 / median",
        "x",
        Quantiles.of(quiet, 0.99) / Quantiles.median(quiet),
        null);
  }

  private static double[] runFor(Contender contender, double seconds) {
    double[] measured = {};
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      measured = Rounds.joined(measured, contender.run());
    } while (System.nanoTime() - end < 0);
    return measured;
  }

  private void updates(MillraceIndex index) {
    report.add(
        vectors, "a row changed and taken over", "us", updateMicros(index, 1), Goal.atMost(1));
    report.add(
        vectors,
        "the same, %d rows at once".formatted(ROWS_AT_ONCE),
        "us",
        updateMicros(index, ROWS_AT_ONCE),
        null);
  }

  private double updateMicros(MillraceIndex index, int rowsAtOnce) {
    long end = System.nanoTime() + (long) (settings.warmUpSeconds() * 1e9);
    do {
      index.updateMicros(UPDATES, rowsAtOnce);
    } while (System.nanoTime() - end < 0);
    double[] micros = new double[settings.rounds()];
    for (int round = 0; round < micros.length; round++) {
      micros[round] = index.updateMicros(UPDATES, rowsAtOnce);
    }
    return Quantiles.median(micros);
  }

  private void memory(MillraceIndex index) {
    double ofIndex = (double) index.indexBytes() / vectors.items();
    double ofMatrix = (double) index.matrixBytes() / vectors.items();
    report.add(vectors, "index, an item", "bytes", ofIndex, null);
    report.add(
        vectors,
        "index and the row it scores, an item",
        "bytes",
        ofIndex + ROW_BYTES,
        Goal.atMost(CODE_BYTES + ROW_BYTES + SPARE_BYTES));
    report.add(vectors, "whole item matrix, an item", "bytes", ofMatrix, null);
  }
}
