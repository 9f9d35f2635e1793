package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.evaluation.LearnerRanker.Parallelism;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Worlds whose answer is obvious.
class BaselinesTest {
  private static final long DAY_MILLIS = 86_400_000L;

  private static StreamingRanker named(String name) {
    return named(name, false);
  }

  private static StreamingRanker named(String name, boolean repeats) {
    return new Baselines(8, repeats, 4_000, Kernels.best()).named(name, random());
  }

  private static SplittableRandom random() {
    return new SplittableRandom(1);
  }

  static Stream<String> everyName() {
    return Baselines.NAMES.stream();
  }

  @Test
  void popularityPrefersWhatHadMoreEvents() {
    StreamingRanker ranker = named("popularity");
    learn(ranker, 0, 0, 0, 1, 2, 1, 1);
    assertThat(scores(ranker, 9, 0, 3)).containsExactly(2, 3, 1);
  }

  @Test
  void decayedPopularityForgets() {
    StreamingRanker ranker = named("decayed");
    for (int user = 0; user < 5; user++) {
      ranker.learn(user, 0, 1, 0);
    }
    ranker.learn(5, 1, 1, 70 * DAY_MILLIS);
    float[] scores = scores(ranker, 9, 70 * DAY_MILLIS, 2);
    assertThat(scores[1]).isGreaterThan(scores[0]);
    // So far ahead that the base of the exponents moves, and the order stays.
    ranker.learn(6, 0, 1, 7_000 * DAY_MILLIS);
    scores = scores(ranker, 9, 7_000 * DAY_MILLIS, 2);
    assertThat(scores[0]).isGreaterThan(scores[1]);
    assertThat(scores[0]).isFinite();
  }

  /// Everybody goes 0, 1, 2, 0 ...: only what follows the last item tells what is next.
  @Test
  void lastItemFollowsACycle() {
    StreamingRanker ranker = named("last-item");
    for (int user = 0; user < 6; user++) {
      learn(ranker, user, 0, 1, 2, 0, 1, 2);
    }
    learn(ranker, 7, 0);
    assertThat(best(ranker, 7, 3)).isEqualTo(1);
    learn(ranker, 7, 1);
    assertThat(best(ranker, 7, 3)).isEqualTo(2);
  }

  /// Even users like even items, odd ones odd items. User 0 has not met item 8.
  @ParameterizedTest
  @ValueSource(strings = {"item-knn", "bpr", "isgd", "ials:5%"})
  void aCheckerboardIsSeenThrough(String name) {
    StreamingRanker ranker = named(name);
    var random = new SplittableRandom(7);
    for (int round = 0; round < 4_000; round++) {
      int user = random.nextInt(20);
      int item = 2 * random.nextInt(5) + user % 2;
      if (user != 0 || item != 8) {
        ranker.learn(user, item, 1, round);
      }
    }
    float[] scores = scores(ranker, 0, 4_000, 10);
    for (int odd = 1; odd < 10; odd += 2) {
      assertThat(scores[8]).as("item 8 against %d", odd).isGreaterThan(scores[odd]);
    }
  }

  /// User 0 always comes back to item 0, the others each to items of their own.
  @ParameterizedTest
  @ValueSource(strings = {"last-item", "item-knn", "bpr", "ials:5%"})
  void aFavouriteComesAgainWhereItMay(String name) {
    StreamingRanker ranker = named(name, true);
    for (int round = 0; round < 200; round++) {
      for (int user = 0; user < 10; user++) {
        ranker.learn(user, user, 1, round);
      }
    }
    assertThat(best(ranker, 0, 10)).isZero();
    assertThat(best(ranker, 7, 10)).isEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("everyName")
  void nothingIsLearnedFromADislike(String name) {
    StreamingRanker ranker = named(name);
    StreamingRanker other = named(name);
    learn(ranker, 0, 0, 1);
    learn(other, 0, 0, 1);
    // Both meet users and items in the same order, so that they draw the same start vectors.
    scores(ranker, 1, 0, 2);
    scores(other, 1, 0, 2);
    ranker.learn(1, 0, -1, 0);
    assertThat(scores(ranker, 0, 0, 2)).containsExactly(scores(other, 0, 0, 2));
  }

  @ParameterizedTest
  @MethodSource("everyName")
  void strangersAndNewItemsAreOrdinaryQuestions(String name) {
    StreamingRanker ranker = named(name);
    learn(ranker, 0, 0, 1);
    for (float score : scores(ranker, 5_000, 0, 3_000)) {
      assertThat(score).isFinite();
    }
  }

  @Test
  void ourLearnerSeesThroughACheckerboardToo() {
    var log = new EventLog();
    var random = new SplittableRandom(7);
    for (int round = 0; round < 4_000; round++) {
      int user = random.nextInt(40);
      log.add("u" + user, "i" + (2 * random.nextInt(30) + user % 2), 1, round * 1_000L);
    }
    var protocol = new Prequential(log, new Audiences(log), 30, true);
    var ranker = new LearnerRanker(LearnerSettings.DEFAULT, log, Kernels.best(), Parallelism.NONE);
    Prequential.Outcome outcome = protocol.run(ranker, () -> 0, done -> {});
    assertThat(outcome.byTenth().getLast().hitRate()).isGreaterThan(0.9);
    assertThat(ranker.skippedUpdates()).isZero();
  }

  /// Refitted at the end, the batch model has a user who came after the refit before, and an item
  /// that nobody had before has a vector.
  @Test
  void aBatchModelIsRefittedByShareAndFoldsNewUsersIn() {
    StreamingRanker ranker =
        new Baselines(8, false, 100, Kernels.best()).named("ials:50%", random());
    for (int event = 0; event < 50; event++) {
      ranker.learn(event % 10, event % 10 / 5 * 2 + event / 10 % 2, 1, 0);
    }
    learn(ranker, 10, 0); // of the group that likes 0 and 1, not 2 and 3
    learn(ranker, 11, 4); // an item that the model does not have
    assertThat(scores(ranker, 10, 0, 5)[1]).isGreaterThan(scores(ranker, 10, 0, 5)[3] + 0.2f);
    assertThat(scores(ranker, 10, 0, 5)[4]).isZero();
    for (int event = 52; event < 100; event++) {
      ranker.learn(event, 4, 1, 0);
    }
    assertThat(scores(ranker, 60, 0, 5)[4]).isGreaterThan(0.2f);
  }

  @Test
  void anUnknownNameIsToldWithTheKnownOnes() {
    assertThatThrownBy(() -> named("magic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'magic'")
        .hasMessageContaining("item-knn");
  }

  private static void learn(StreamingRanker ranker, int user, int... items) {
    for (int item : items) {
      ranker.learn(user, item, 1, 0);
    }
  }

  private static float[] scores(StreamingRanker ranker, int user, long timeMillis, int known) {
    float[] scores = new float[known];
    ranker.score(user, timeMillis, known, scores);
    return scores;
  }

  private static int best(StreamingRanker ranker, int user, int known) {
    float[] scores = scores(ranker, user, 0, known);
    int best = 0;
    for (int item = 1; item < known; item++) {
      best = scores[item] > scores[best] ? item : best;
    }
    return best;
  }
}
