package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ListMetricsTest {
  /// Items a and b have the users u and v in common; c has neither.
  private static EventLog log() {
    var log = new EventLog();
    log.add("u", "a", 1, 0);
    log.add("v", "a", 1, 0);
    log.add("u", "b", 1, 0);
    log.add("v", "b", 1, 0);
    log.add("w", "c", 1, 0);
    log.add("x", "d", 1, 0);
    return log;
  }

  private static ListMetrics metrics() {
    EventLog log = log();
    var metrics = new ListMetrics(2, log.items(), 1, new Audiences(log));
    for (int event = 0; event < log.size(); event++) {
      metrics.learned(log.item(event));
    }
    return metrics;
  }

  @Test
  void aListOfTwinsHasNoDiversity() {
    ListMetrics metrics = metrics();
    metrics.count(4, new float[] {2, 1, 0, 0});
    assertThat(metrics.diversity()).isCloseTo(0, within(1e-12));
    assertThat(metrics.coverage()).isEqualTo(0.5);
    assertThat(metrics.gini()).isCloseTo(0.5, within(1e-12));
    assertThat(metrics.novelty()).isCloseTo(Math.log(3) / Math.log(2), within(1e-12));
  }

  @Test
  void aListOfStrangersHasFullDiversity() {
    ListMetrics metrics = metrics();
    metrics.count(4, new float[] {2, 0, 1, 0});
    metrics.count(4, new float[] {0, 2, 0, 1});
    assertThat(metrics.diversity()).isCloseTo(1, within(1e-12));
    assertThat(metrics.coverage()).isEqualTo(1);
    assertThat(metrics.gini()).isCloseTo(0, within(1e-12));
  }

  @Test
  void theSmallerNumberLeadsAmongEqualScores() {
    var list = new TopList(3);
    list.fill(5, new float[] {1, 2, Float.NEGATIVE_INFINITY, 2, 1});
    assertThat(new int[] {list.item(0), list.item(1), list.item(2)}).containsExactly(1, 3, 0);
    list.fill(1, new float[] {7});
    assertThat(list.size()).isEqualTo(1);
  }
}
