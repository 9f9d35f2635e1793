package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MatrixFixture;
import io.millrace.model.learner.Explanation.Influence;
import io.millrace.model.vector.Kernels;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int ITEMS = 300;

  private static UserState user(LearnerSettings settings) {
    return new UserState(settings.rank(), settings.context(), settings.startAccumulator());
  }

  /// A learned world, in which every item and users of every number of recent items are asked.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void theTermsAddUpToTheScore(long seed) {
    LearnerSettings settings = new SettingsBuilder().rank(16).build();
    var matrix =
        new ItemMatrix(settings.rank(), 1, settings.startScale(), settings.startAccumulator());
    var part = matrix.newPart(0);
    matrix.activate(part);
    for (int item = 0; item < ITEMS; item++) {
      matrix.intern("item-" + item);
    }
    var learner = new Learner(settings, matrix, part, Kernels.best());
    var random = new SplittableRandom(seed);
    UserState[] users = new UserState[30];
    for (int u = 0; u < users.length; u++) {
      users[u] = user(settings);
      for (int event = 0; event < u; event++) {
        long timeMillis = NOW - (u - event) * 100_000L;
        learner.score(users[u], timeMillis);
        learner.learn(users[u], random.nextInt(ITEMS), 1, timeMillis, random);
      }
    }

    var query = new UserQuery(settings, matrix);
    var index = new ItemIndex(matrix, Kernels.best());
    float[] written = new float[settings.rank()];
    for (UserState user : users) {
      query.write(user, NOW, written);
      for (ScoredItem item : index.topK(written, ITEMS, new Filter())) {
        Explanation explained = query.explain(user, NOW, item.slot());
        assertThat(explained.recent()).hasSize(user.recentCount());
        assertThat(explained.score())
            .as("seed %d, %d recent, %s", seed, user.recentCount(), item.itemId())
            .isCloseTo(item.score(), within(rounding(settings, matrix, query, user, item.slot())));
      }
    }
  }

  /// What float arithmetic may lose in either of two sums of the same terms. A sum and its products
  /// are off by at most `n u` times the sum of all magnitudes, to first order in the unit roundoff
  /// `u = 2^-24`, where n operations are on the way of a term: rank for the inner product, 3 for
  /// each recent item (its two vectors are added, scaled, and added to the rest), 5 for its weight
  /// and the bias.
  private static double rounding(
      LearnerSettings settings, ItemMatrix matrix, UserQuery query, UserState user, int slot) {
    float[] vector = MatrixFixture.vector(matrix, slot);
    double magnitudes = Math.abs(matrix.visible().bias(slot));
    for (int d = 0; d < settings.rank(); d++) {
      double element = Math.abs(user.vector()[d]);
      for (int k = 0; k < user.recentCount(); k++) {
        int recent = user.recentSlot(k);
        double weight = Math.abs(query.weight(matrix.sharedWeights(), user, k, NOW));
        float[] context = contextVector(matrix, recent);
        element +=
            weight * (Math.abs(MatrixFixture.vector(matrix, recent)[d]) + Math.abs(context[d]));
      }
      magnitudes += element * Math.abs(vector[d]);
    }
    int operations = settings.rank() + 3 * user.recentCount() + 5;
    return 2 * operations * 0x1p-24 * magnitudes;
  }

  private static float[] contextVector(ItemMatrix matrix, int slot) {
    float[] both = new float[matrix.rank()];
    matrix.visible().addContextTo(both, 1, slot);
    float[] vector = MatrixFixture.vector(matrix, slot);
    for (int d = 0; d < both.length; d++) {
      both[d] -= vector[d];
    }
    return both;
  }

  private static final LearnerSettings PLAIN =
      new SettingsBuilder().rank(2).context(3).contextWeight(0.5f).build();

  /// Items whose terms can be told by eye.
  private final ItemMatrix world =
      MatrixFixture.of(
          2,
          List.of("asked", "alike", "opposite", "unrelated"),
          new float[][] {{2, 0}, {3, 0}, {-1, 0}, {0, 7}},
          new float[] {0.25f, 9, 9, 9});

  @Test
  void eachTermIsWhatItsNameSays() {
    world.commitContext(0, 1, new ContextRow(new float[] {1, 5}, 0));
    UserState user = user(PLAIN);
    user.vector()[0] = 10;
    user.remember(1, NOW - 1_000);
    var query = new UserQuery(PLAIN, world);
    Explanation explained = query.explain(user, NOW, 0);
    assertThat(explained.taste()).isEqualTo(20);
    assertThat(explained.recent()).containsExactly(new Influence(1, 0.5 * (3 + 1) * 2));
    assertThat(explained.bias()).isEqualTo(0.25);
    assertThat(explained.score()).isEqualTo(24.25);
  }

  @Test
  void theStrongestAreThoseThatSpeakForTheItem() {
    UserState user = user(PLAIN);
    user.remember(3, NOW - 3);
    user.remember(2, NOW - 2);
    user.remember(1, NOW - 1);
    Explanation explained = new UserQuery(PLAIN, world).explain(user, NOW, 0);
    assertThat(explained.recent()).extracting(Influence::slot).containsExactly(1, 2, 3);
    assertThat(explained.strongest(3)).extracting(Influence::slot).containsExactly(1);
    assertThat(explained.strongest(0)).isEmpty();
  }

  @Test
  void anItemThatIsRecentTwiceIsNamedOnceWithAllItAdds() {
    var explained =
        new Explanation(
            0,
            List.of(
                new Influence(4, 1), new Influence(5, 2), new Influence(4, 1), new Influence(6, 3)),
            0);
    assertThat(explained.strongest(2)).containsExactly(new Influence(6, 3), new Influence(4, 2));
    assertThat(explained.strongest(9))
        .containsExactly(new Influence(6, 3), new Influence(4, 2), new Influence(5, 2));
  }

  @Test
  void aUserWithoutEventsHasOnlyTheBias() {
    Explanation explained = new UserQuery(PLAIN, world).explain(user(PLAIN), NOW, 1);
    assertThat(explained).isEqualTo(new Explanation(0, List.of(), 9));
    assertThat(explained.strongest(3)).isEmpty();
  }
}
