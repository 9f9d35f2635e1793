package io.millrace.app.query;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.SeenRules;
import io.millrace.model.index.Filter;
import io.millrace.model.index.Query;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.Trend;
import io.millrace.model.learner.Explanation;
import io.millrace.model.learner.UserQuery;
import io.millrace.model.learner.UserState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Lists of items out of the live model. Hidden and expired items are in none of them. Safe for any
/// number of threads; one serves an instance, so that its searches queue in one place.
public final class Recommender {
  private final InstanceModel model;
  private final Catalogue catalogue;
  private final UserQuery userQuery;
  private final SearchQueue searches;

  public Recommender(InstanceModel model, Catalogue catalogue) {
    this.model = model;
    this.catalogue = catalogue;
    this.userQuery = new UserQuery(model.settings(), model.matrix());
    this.searches = SearchQueue.over(model, Runtime.getRuntime().availableProcessors());
  }

  /// What a user may like best now.
  ///
  /// @param offset best items to skip: the pages of one state of the model join without a gap
  /// @param seen which items that the user consumed are left out
  public List<ScoredItem> forUser(
      UserState user, int k, int offset, Selection wanted, SeenRules seen, long nowMillis) {
    Query query = query(user, k, offset, wanted, seen, nowMillis);
    return page(searches.answer(query), offset);
  }

  /// The same for each of several users, in one pass over the items.
  public List<List<ScoredItem>> forUsers(
      List<UserState> users, int k, int offset, Selection wanted, SeenRules seen, long nowMillis) {
    List<Query> queries = new ArrayList<>(users.size());
    for (UserState user : users) {
      queries.add(query(user, k, offset, wanted, seen, nowMillis));
    }
    return model.index().answers(queries).stream().map(items -> page(items, offset)).toList();
  }

  private Query query(
      UserState user, int k, int offset, Selection wanted, SeenRules seen, long nowMillis) {
    Filter filter = filter(wanted, nowMillis);
    new SeenItems(seen, model.typeNumbers(), nowMillis).leaveOut(user, filter);
    return Query.byProduct(vector(user, nowMillis), offset + k, filter);
  }

  private float[] vector(UserState user, long nowMillis) {
    float[] query = new float[model.settings().rank()];
    userQuery.write(user, nowMillis, query);
    return query;
  }

  /// Given items in the order in which a user may like them now, best first: each of them, also
  /// those that lists leave out.
  ///
  /// @param slots of known items, distinct
  public List<ScoredItem> ranked(UserState user, int[] slots, long nowMillis) {
    return model.index().ranked(vector(user, nowMillis), slots);
  }

  /// Given items in the order of their [#trend], each of them, also those that lists leave out.
  ///
  /// @param slots of known items, distinct
  public List<ScoredItem> rankedByTrend(int[] slots) {
    return trending(slots.length, new Filter().only(slots));
  }

  /// Why a known item scores as it does for a user now.
  ///
  /// @param slot of the item
  public Explanation explain(UserState user, int slot, long nowMillis) {
    return userQuery.explain(user, nowMillis, slot);
  }

  private static List<ScoredItem> page(List<ScoredItem> items, int offset) {
    return items.subList(Math.min(offset, items.size()), items.size());
  }

  /// What is consumed most of late. The score is an item's [#trend].
  ///
  /// @param offset best items to skip
  public List<ScoredItem> trending(int k, int offset, Selection wanted, long nowMillis) {
    return page(trending(offset + k, filter(wanted, nowMillis)), offset);
  }

  private List<ScoredItem> trending(int k, Filter filter) {
    return model
        .index()
        .trending(
            k,
            filter,
            model.matrix().tally().newestMillis(),
            model.settings().trendHalfLifeMillis());
  }

  /// An item's decayed count as of the newest event learned, not as of now: it says as much of a
  /// history that is replayed years later as of live events, and is the same for the same events.
  ///
  /// @param slot of the item
  public double trend(int slot) {
    ItemMatrix matrix = model.matrix();
    return Trend.countAt(
        matrix.blockOf(slot).trends()[slot % ItemBlock.ROWS],
        matrix.tally().newestMillis(),
        model.settings().trendHalfLifeMillis());
  }

  /// What is closest to a known item.
  ///
  /// @param slot of the item
  public List<ScoredItem> similar(int slot, int k, int offset, Selection wanted, long nowMillis) {
    Query query = model.index().like(slot, offset + k, filter(wanted, nowMillis));
    return page(searches.answer(query), offset);
  }

  private Filter filter(Selection wanted, long nowMillis) {
    ItemMatrix matrix = model.matrix();
    var filter = new Filter();
    catalogue.restrictToServable(filter, nowMillis, matrix::idOf);
    if (!wanted.anyCategory().isEmpty()) {
      catalogue.restrictToAny(filter, wanted.anyCategory(), matrix::idOf);
    }
    for (String category : wanted.allCategories()) {
      catalogue.restrictToAny(filter, List.of(category), matrix::idOf);
    }
    if (!wanted.only().isEmpty()) {
      filter.only(known(wanted.only()));
    }
    for (int slot : known(wanted.excluded())) {
      filter.without(slot);
    }
    return filter;
  }

  private int[] known(Collection<String> itemIds) {
    return itemIds.stream().mapToInt(model.matrix()::slotOf).filter(slot -> slot >= 0).toArray();
  }
}
