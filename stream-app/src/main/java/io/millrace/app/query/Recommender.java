package io.millrace.app.query;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.index.Filter;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.Trend;
import io.millrace.model.learner.UserQuery;
import io.millrace.model.learner.UserState;
import java.util.Collection;
import java.util.List;

/// Lists of items out of the live model. Hidden and expired items are in none of them. Safe for any
/// number of threads.
public final class Recommender {
  private final InstanceModel model;
  private final Catalogue catalogue;
  private final UserQuery userQuery;

  public Recommender(InstanceModel model, Catalogue catalogue) {
    this.model = model;
    this.catalogue = catalogue;
    this.userQuery = new UserQuery(model.settings(), model.matrix());
  }

  /// What a user may like best now.
  ///
  /// @param excluded item ids to leave out
  /// @param includeSeen whether items that the user consumed may be among the answers
  public List<ScoredItem> forUser(
      UserState user, int k, Collection<String> excluded, boolean includeSeen, long nowMillis) {
    float[] query = new float[model.settings().rank()];
    userQuery.write(user, nowMillis, query);
    Filter filter = servable(nowMillis, excluded);
    if (!includeSeen) {
      for (int i = 0; i < user.consumedCount(); i++) {
        filter.without(user.consumed(i));
      }
    }
    return model.index().topK(query, k, filter);
  }

  /// What is consumed most of late. The score is an item's [#trend].
  public List<ScoredItem> trending(int k, Collection<String> excluded, long nowMillis) {
    return model
        .index()
        .trending(
            k,
            servable(nowMillis, excluded),
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
  public List<ScoredItem> similar(int slot, int k, long nowMillis) {
    return model.index().similar(slot, k, servable(nowMillis, List.of()));
  }

  private Filter servable(long nowMillis, Collection<String> excluded) {
    ItemMatrix matrix = model.matrix();
    var filter = new Filter().unless(slot -> !catalogue.of(matrix.idOf(slot)).servable(nowMillis));
    for (String itemId : excluded) {
      int slot = matrix.slotOf(itemId);
      if (slot >= 0) {
        filter.without(slot);
      }
    }
    return filter;
  }
}
