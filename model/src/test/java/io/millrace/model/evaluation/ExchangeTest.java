package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Three learners of two items. An event moves the bias of its item, which is the item's score for
/// a user without events.
class ExchangeTest {
  private static final LearnerSettings SETTINGS = LearnerSettings.DEFAULT.withRank(8);

  private final List<Replica> replicas =
      IntStream.range(0, 3)
          .mapToObj(
              p ->
                  new Replica(
                      SETTINGS, p, 3, Kernels.best(), new SplittableRandom(SETTINGS.seed())))
          .peek(
              replica -> {
                replica.know("book");
                replica.know("film");
              })
          .toList();

  /// Changes travel in batches of an eighth of the delay, so what happened at the begin of one
  /// waits for its end.
  @ParameterizedTest
  @CsvSource({"0, 1, 0", "0, 5, 0", "1, 3, 1", "7, 3, 7", "80, 1, 89", "80, 10, 80", "80, 11, 89"})
  void othersSeeAnEventBetweenTheDelayAndAnEighthMoreLater(int delay, int number, int seenAfter) {
    var exchange = new Exchange(replicas, delay);
    for (int event = 1; event < number; event++) {
      exchange.learned();
    }
    learn(0);
    assertThat(bias(0)).isPositive();
    exchange.learned();
    for (int after = 0; after < seenAfter; after++) {
      assertThat(bias(1)).as("%d events after", after).isZero();
      assertThat(bias(2)).as("%d events after", after).isZero();
      exchange.learned();
    }
    assertThat(bias(1)).isEqualTo(bias(0));
    assertThat(bias(2)).isEqualTo(bias(0));
  }

  @Test
  void whatSeveralLearnedAddsUpAndIsCountedOnce() {
    var exchange = new Exchange(replicas, 4);
    learn(0);
    float step = bias(0);
    exchange.learned();
    learn(1);
    assertThat(bias(1)).isEqualTo(step);
    for (int event = 0; event < 50; event++) {
      exchange.learned();
    }
    for (int replica = 0; replica < 3; replica++) {
      assertThat(bias(replica)).isCloseTo(2 * step, within(1e-6f));
    }
  }

  private void learn(int replica) {
    replicas.get(replica).learn(newUser(), 0, 1, 0);
  }

  private float bias(int replica) {
    float[] scores = new float[2];
    replicas.get(replica).score(newUser(), 0, 2, scores);
    return scores[0];
  }

  private static UserState newUser() {
    return new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
  }
}
