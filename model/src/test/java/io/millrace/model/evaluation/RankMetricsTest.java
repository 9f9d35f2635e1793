package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankMetricsTest {
  /// Ranks 1, 3, 10 and 11 by hand: 1/log2(2) = 1, 1/log2(4) = 0.5, 1/log2(11) = 0.289065.
  @Test
  void metricsAreThoseOfTheRanksByHand() {
    var metrics = new RankMetrics(10);
    for (int rank : new int[] {1, 3, 10, 11}) {
      metrics.count(rank);
    }
    assertThat(metrics.tested()).isEqualTo(4);
    assertThat(metrics.hitRate()).isEqualTo(0.75);
    assertThat(metrics.recall()).isEqualTo(0.75);
    assertThat(metrics.ndcg()).isCloseTo((1 + 0.5 + 0.289065) / 4, within(1e-6));
    assertThat(metrics.meanAveragePrecision()).isCloseTo((1 + 1.0 / 3 + 0.1) / 4, within(1e-12));
    assertThat(metrics.meanReciprocalRank())
        .isCloseTo((1 + 1.0 / 3 + 0.1 + 1.0 / 11) / 4, within(1e-12));
  }

  @Test
  void withoutATestEveryMetricIsZero() {
    var metrics = new RankMetrics(10);
    assertThat(metrics.hitRate()).isZero();
    assertThat(metrics.ndcg()).isZero();
    assertThat(metrics.meanReciprocalRank()).isZero();
  }

  @Test
  void tiesRankLast() {
    float[] scores = {0.5f, 1, 0.5f, 0.5f, 0.1f};
    assertThat(RankMetrics.rankOf(0, 5, scores)).isEqualTo(4);
    assertThat(RankMetrics.rankOf(1, 5, scores)).isEqualTo(1);
    assertThat(RankMetrics.rankOf(4, 5, scores)).isEqualTo(5);
    assertThat(RankMetrics.rankOf(0, 2, scores)).isEqualTo(2);
  }

  @Test
  void whatIsNoCandidateDoesNotCountAndWhatIsNoNumberGainsNothing() {
    float[] scores = {0.5f, Float.NEGATIVE_INFINITY, Float.NaN, 0.1f};
    assertThat(RankMetrics.rankOf(0, 4, scores)).isEqualTo(2);
    assertThat(RankMetrics.rankOf(2, 4, scores)).isEqualTo(3);
  }
}
