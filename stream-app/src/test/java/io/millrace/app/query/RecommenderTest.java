package io.millrace.app.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.EventWeights;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.metrics.Tally;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecommenderTest {
  private static final LearnerSettings SETTINGS = LearnerSettings.DEFAULT.withRank(4);
  private static final long HALF_LIFE = SETTINGS.trendHalfLifeMillis();
  private static final long NEWEST = 893_286_638_000L; // in 1998
  private static final long NOW = 1_800_000_000_000L; // in 2027

  private final InstanceModel model = InstanceModel.create(SETTINGS, EventWeights.DEFAULT, 2);
  private final Recommender recommender =
      new Recommender(model, new Catalogue(listed -> {}, rejected -> {}));

  @Test
  void trendsOfAnOldHistoryAreCountedAsOfItsNewestEvent() {
    consume(part(0), "a", NEWEST - HALF_LIFE, NEWEST - HALF_LIFE, NEWEST - HALF_LIFE);
    ItemPart newer = part(1);
    consume(newer, "b", NEWEST, NEWEST);
    consume(newer, "c", NEWEST - 2 * HALF_LIFE);

    List<ScoredItem> trending = recommender.trending(10, Set.of(), NOW);
    assertThat(trending).extracting(ScoredItem::itemId).containsExactly("b", "a", "c");
    assertThat(trending.get(0).score()).isCloseTo(2, within(1e-9));
    assertThat(trending.get(1).score()).isCloseTo(1.5, within(1e-9));
    assertThat(trending.get(2).score()).isCloseTo(0.25, within(1e-9));
    assertThat(trending)
        .allSatisfy(item -> assertThat(recommender.trend(item.slot())).isEqualTo(item.score()));
    assertThat(recommender.trending(10, Set.of(), NOW + HALF_LIFE)).isEqualTo(trending);
  }

  @Test
  void whatNobodyConsumedCountsZero() {
    int slot = model.matrix().intern("a");
    assertThat(recommender.trend(slot)).isZero();
    assertThat(recommender.trending(10, Set.of(), NOW))
        .singleElement()
        .isEqualTo(new ScoredItem(slot, "a", 0));
  }

  private ItemPart part(int partition) {
    ItemPart part = model.matrix().newPart(partition);
    model.matrix().activate(part);
    return part;
  }

  private void consume(ItemPart part, String itemId, long... timesMillis) {
    Tally tally = part.tally().copy();
    for (long timeMillis : timesMillis) {
      model.matrix().count(part, model.matrix().intern(itemId), timeMillis, HALF_LIFE);
      tally.advanceTo(timeMillis);
    }
    part.setTally(tally);
  }
}
