package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import it.unimi.dsi.fastutil.ints.IntSet;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  /// Prefers items by their number, the larger the better, and learns nothing.
  private static final class Fixed implements StreamingRanker {
    @Override
    public void score(int user, long timeMillis, int known, float[] scores) {
      for (int item = 0; item < known; item++) {
        scores[item] = item;
      }
    }

    @Override
    public void learn(int user, int item, float weight, long timeMillis) {}
  }

  private static EventLog log() {
    var log = new EventLog();
    log.add("u", "a", 1, 0); // new user
    log.add("v", "b", 1, 0); // new user
    log.add("v", "c", 1, 0); // new item
    log.add("u", "b", 1, 0); // tested: b after c, and a is consumed: rank 2
    log.add("u", "a", 1, 0); // repeat
    log.add("u", "c", -1, 0); // dislike
    log.add("v", "a", 1, 0); // tested: the only one that v has not consumed: rank 1
    return log;
  }

  private static Prequential.Outcome prequential(boolean repeats) {
    EventLog log = log();
    return new Prequential(log, new Audiences(log), 1, repeats)
        .run(new Fixed(), () -> 0, done -> {});
  }

  @Test
  void testedAreKnownUsersWithKnownItemsThatAreNoRepeats() {
    RankMetrics all = prequential(false).all();
    assertThat(all.tested()).isEqualTo(2);
    assertThat(all.hitRate()).isEqualTo(0.5);
    assertThat(all.meanReciprocalRank()).isEqualTo(0.75);
  }

  /// Then u's b ranks 2 of 3, u's a 3 and v's a 3.
  @Test
  void repeatsAreTestedAndConsumedItemsRankedIfAsked() {
    RankMetrics all = prequential(true).all();
    assertThat(all.tested()).isEqualTo(3);
    assertThat(all.meanReciprocalRank()).isEqualTo((1 / 2.0 + 1 / 3.0 + 1 / 3.0) / 3);
  }

  @Test
  void eachTenthHasItsTests() {
    var outcome = prequential(false);
    assertThat(outcome.byTenth()).hasSize(Prequential.PARTS);
    assertThat(outcome.byTenth().get(4).tested()).isEqualTo(1); // event 3 of 7
    assertThat(outcome.byTenth().get(8).tested()).isEqualTo(1); // event 6 of 7
  }

  /// Learned are a, b, c; of the rest b ranks 2, a twice 3, and the dislike is not tested.
  @Test
  void aSplitExcludesNothing() {
    var outcome = new Split(log(), 3, 2, false).run(new Fixed(), () -> 0, done -> {});
    assertThat(outcome.tested()).isEqualTo(3);
    assertThat(outcome.accuracy().get(1)).isZero();
    assertThat(outcome.accuracy().get(5)).isEqualTo(1);
  }

  @Test
  void whatWasNeverLearnedIsMissed() {
    var outcome = new Split(log(), 1, 2, false).run(new Fixed(), () -> 0, done -> {});
    assertThat(outcome.tested()).isEqualTo(5);
    assertThat(outcome.accuracy().get(100)).isEqualTo(2 / 5.0);
  }

  /// Learned are u: a and v: b, c, so u's list is c, b, where b is relevant; v's is a, relevant.
  @Test
  void eachUserGetsOneListWithoutWhatWasConsumed() {
    SplitLists lists = new Split(log(), 3, 2, false).run(new Fixed(), () -> 0, done -> {}).lists();
    assertThat(lists.lists()).isEqualTo(2);
    assertThat(lists.precision()).isEqualTo((1 / 2.0 + 1 / 2.0) / 2);
    assertThat(lists.recall()).isEqualTo(1);
    assertThat(lists.ndcg()).isCloseTo((Math.log(2) / Math.log(3) + 1) / 2, within(1e-12));
    assertThat(lists.meanAveragePrecision()).isEqualTo((1 / 2.0 + 1) / 2);
  }

  /// Three relevant items, hits at ranks 1 and 3 of 4.
  @Test
  void metricsOfAListAreThoseByHand() {
    var lists = new SplitLists(4);
    lists.count(new float[] {9, 8, 7, 6, 5}, IntSet.of(0, 2, 4));
    assertThat(lists.precision()).isEqualTo(2 / 4.0);
    assertThat(lists.recall()).isEqualTo(2 / 3.0);
    assertThat(lists.meanAveragePrecision()).isCloseTo((1 + 2 / 3.0) / 3, within(1e-12));
    double ideal = 1 + Math.log(2) / Math.log(3) + 0.5;
    assertThat(lists.ndcg()).isCloseTo((1 + 0.5) / ideal, within(1e-12));
  }
}
