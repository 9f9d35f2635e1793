package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// What can be recommended before an event is learned.
final class Candidates {
  private final EventLog log;
  private final boolean repeats;
  private final Histories consumed = new Histories();
  private final float[] scores; // (items)
  private int known;

  Candidates(EventLog log, boolean repeats) {
    this.log = log;
    this.repeats = repeats;
    this.scores = new float[log.items()];
  }

  /// Items that had events are 0 to below this.
  int known() {
    return known;
  }

  /// Whether an event can be tested.
  boolean applies(int event) {
    int user = log.user(event);
    int item = log.item(event);
    return log.isTested(event)
        && !consumed.of(user).isEmpty()
        && item < known
        && (repeats || !consumed.contains(user, item));
  }

  /// Scores of the known items, negative infinity for those that are no candidates.
  float[] score(StreamingRanker ranker, int event) {
    int user = log.user(event);
    ranker.score(user, log.timeMillis(event), known, scores);
    if (!repeats) {
      IntArrayList own = consumed.of(user);
      for (int i = 0; i < own.size(); i++) {
        scores[own.getInt(i)] = Float.NEGATIVE_INFINITY;
      }
    }
    return scores;
  }

  void learned(int event) {
    consumed.add(log.user(event), log.item(event));
    known = Math.max(known, log.item(event) + 1);
  }
}
