package io.millrace.app.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.SeenRules;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Tally;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecommenderTest {
  private static final LearnerSettings SETTINGS = LearnerSettings.DEFAULT.withRank(4);
  private static final long HALF_LIFE = SETTINGS.trendHalfLifeMillis();
  private static final long NEWEST = 893_286_638_000L; // in 1998
  private static final long NOW = 1_800_000_000_000L; // in 2027

  private final InstanceModel model = InstanceModel.create(SETTINGS, EventRules.DEFAULT, 2);
  private final Catalogue catalogue = new Catalogue(model, rejected -> {});
  private final Recommender recommender = new Recommender(model, catalogue);

  @Test
  void trendsOfAnOldHistoryAreCountedAsOfItsNewestEvent() {
    consume(part(0), "a", NEWEST - HALF_LIFE, NEWEST - HALF_LIFE, NEWEST - HALF_LIFE);
    ItemPart newer = part(1);
    consume(newer, "b", NEWEST, NEWEST);
    consume(newer, "c", NEWEST - 2 * HALF_LIFE);

    List<ScoredItem> trending = recommender.trending(10, 0, Selection.ALL, NOW);
    assertThat(trending).extracting(ScoredItem::itemId).containsExactly("b", "a", "c");
    assertThat(trending.get(0).score()).isCloseTo(2, within(1e-9));
    assertThat(trending.get(1).score()).isCloseTo(1.5, within(1e-9));
    assertThat(trending.get(2).score()).isCloseTo(0.25, within(1e-9));
    assertThat(trending)
        .allSatisfy(item -> assertThat(recommender.trend(item.slot())).isEqualTo(item.score()));
    assertThat(recommender.trending(10, 0, Selection.ALL, NOW + HALF_LIFE)).isEqualTo(trending);
  }

  @Test
  void whatNobodyConsumedCountsZero() {
    int slot = model.matrix().intern("a");
    assertThat(recommender.trend(slot)).isZero();
    assertThat(recommender.trending(10, 0, Selection.ALL, NOW))
        .singleElement()
        .isEqualTo(new ScoredItem(slot, "a", 0));
  }

  private void list(String itemId, String details) {
    byte[] key = itemId.getBytes(StandardCharsets.UTF_8);
    byte[] value = details.isEmpty() ? null : details.getBytes(StandardCharsets.UTF_8);
    catalogue.accept(new ConsumerRecord<>("items", 0, 0, key, value));
  }

  private List<String> personal(Selection wanted, int k, int offset) {
    var user = new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
    for (int i = 0; i < SETTINGS.rank(); i++) {
      user.vector()[i] = 1;
    }
    user.consume(model.matrix().intern("seen"), 10);
    List<String> personal =
        recommender.forUser(user, k, offset, wanted, SeenRules.DEFAULT, NOW).stream()
            .map(ScoredItem::itemId)
            .toList();
    return personal;
  }

  /// A viewed item stays, a bought one goes for ever, and one in the cart comes back after an hour.
  @Test
  void rulesSayWhichConsumedItemsAreLeftOutAndForHowLong() {
    var user = new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
    long hour = 3_600_000;
    for (String type : List.of("view", "purchase", "cart")) {
      int slot = model.matrix().intern("only " + type);
      user.consume(slot, model.typeNumbers().of(type), NOW, true, 10);
    }
    int both = model.matrix().intern("bought, then viewed");
    user.consume(both, model.typeNumbers().of("purchase"), NOW, true, 10);
    user.consume(both, model.typeNumbers().of("view"), NOW + hour, true, 10);
    model.matrix().intern("new");
    SeenRules shop =
        SeenRules.parse(
            Map.of("view", "no", "cart", "1h"), model.rules().weights().byType().keySet());

    assertThat(listed(user, SeenRules.DEFAULT, NOW)).containsExactlyInAnyOrder("new");
    assertThat(listed(user, shop, NOW + hour - 60_000))
        .containsExactlyInAnyOrder("new", "only view");
    assertThat(listed(user, shop, NOW + hour))
        .containsExactlyInAnyOrder("new", "only view", "only cart");
    assertThat(listed(user, SeenRules.NOTHING, NOW)).hasSize(5);
  }

  private List<String> listed(UserState user, SeenRules seen, long nowMillis) {
    return recommender.forUser(user, 10, 0, Selection.ALL, seen, nowMillis).stream()
        .map(ScoredItem::itemId)
        .toList();
  }

  @Test
  void categoriesHiddenAndExpiredItemsDecideWhatIsServed() {
    list("drama", "{\"categories\":[\"film\",\"sad\"]}");
    list("comedy", "{\"categories\":[\"film\",\"funny\"]}");
    list("joke book", "{\"categories\":[\"book\",\"funny\"]}");
    list("secret", "{\"categories\":[\"film\"],\"hidden\":true}");
    list("yesterday", "{\"categories\":[\"film\"],\"expiresAt\":" + (NOW - 1) + "}");
    list("tomorrow", "{\"categories\":[\"film\"],\"expiresAt\":" + (NOW + 1) + "}");
    list("seen", "{\"categories\":[\"film\"]}");

    assertThat(personal(Selection.ALL, 10, 0))
        .containsExactlyInAnyOrder("drama", "comedy", "joke book", "tomorrow");
    assertThat(personal(categories(Set.of("film"), Set.of()), 10, 0))
        .containsExactlyInAnyOrder("drama", "comedy", "tomorrow");
    assertThat(personal(categories(Set.of("sad", "book"), Set.of()), 10, 0))
        .containsExactlyInAnyOrder("drama", "joke book");
    assertThat(personal(categories(Set.of(), Set.of("film", "funny")), 10, 0))
        .containsExactly("comedy");
    assertThat(personal(categories(Set.of("sad"), Set.of("funny")), 10, 0)).isEmpty();
    assertThat(personal(categories(Set.of("no such"), Set.of()), 10, 0)).isEmpty();

    list("comedy", "{\"categories\":[\"book\"]}");
    list("secret", "{\"categories\":[\"film\"]}");
    list("drama", "");
    assertThat(personal(categories(Set.of("film"), Set.of()), 10, 0))
        .containsExactlyInAnyOrder("secret", "tomorrow");
    assertThat(personal(Selection.ALL, 10, 0)).contains("drama", "comedy");
  }

  @Test
  void moreCategoriesThanHaveASetAreServedAsWell() {
    for (int i = 0; i < 1_100; i++) {
      list("item" + i, "{\"categories\":[\"category" + i + "\",\"all\"]}");
    }
    assertThat(personal(categories(Set.of("category7", "category1099"), Set.of()), 10, 0))
        .containsExactlyInAnyOrder("item7", "item1099");
    assertThat(personal(categories(Set.of("category1098"), Set.of("all")), 10, 0))
        .containsExactly("item1098");
    assertThat(personal(categories(Set.of("no such"), Set.of()), 10, 0)).isEmpty();
  }

  @Test
  void onlyTheNamedItemsAnswerAndExcludedOnesDoNot() {
    for (String item : List.of("a", "b", "c", "d")) {
      model.matrix().intern(item);
    }
    var wanted = new Selection(Set.of("b", "x"), Set.of("a", "b", "c", "y"), Set.of(), Set.of());
    assertThat(personal(wanted, 10, 0)).containsExactlyInAnyOrder("a", "c");
    assertThat(personal(Selection.without(Set.of("a")), 10, 0))
        .containsExactlyInAnyOrder("b", "c", "d");
  }

  @Test
  void pagesJoinWithoutAGap() {
    for (int i = 0; i < 57; i++) {
      model.matrix().intern("item" + i);
    }
    List<String> whole = personal(Selection.ALL, 100, 0);
    List<String> joined = new ArrayList<>();
    for (int offset = 0; offset < 70; offset += 10) {
      joined.addAll(personal(Selection.ALL, 10, offset));
    }
    assertThat(whole).hasSize(57);
    assertThat(joined).isEqualTo(whole);
  }

  private static Selection categories(Set<String> any, Set<String> all) {
    return new Selection(Set.of(), Set.of(), any, all);
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
