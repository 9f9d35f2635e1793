package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.query.Recommender;
import io.millrace.app.query.Selection;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemBlock;
import io.millrace.producer.json.ItemJson;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Requests about items. Every instance has all item rows, so any answers them itself.
final class ItemEndpoints {
  private static final String TRENDING = "/v1/boards/trending";

  private final InstanceModel model;
  private final Catalogue catalogue;
  private final Recommender recommender;
  private final ItemView view;
  private final String self;
  private final LongSupplier clock;

  ItemEndpoints(
      InstanceModel model,
      Recommender recommender,
      Catalogue catalogue,
      String self,
      LongSupplier clock) {
    this.model = model;
    this.catalogue = catalogue;
    this.recommender = recommender;
    this.view = new ItemView(catalogue, model.matrix()::idOf);
    this.self = self;
    this.clock = clock;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint("GET", TRENDING, ListParameters.names(), this::trending),
        new Endpoint("GET", "/v1/items/{id}/similar", ListParameters.names(), this::similar),
        new Endpoint("GET", "/v1/items/{id}", Set.of("vector"), this::item));
  }

  private Reply trending(Call call) {
    List<ScoredItem> items =
        recommender.trending(
            ListParameters.k(call.query()),
            ListParameters.offset(call.query()),
            ListParameters.selection(call.query()),
            clock.getAsLong());
    return Reply.json(
        200, new Answers.ItemList(view.of(items, ItemFields.of(call.query())), null, self));
  }

  /// Of an item without events its place among the others is that of its random start, so the list
  /// is empty.
  private Reply similar(Call call) {
    String itemId = call.id("itemId");
    int slot = requireKnown(itemId);
    long events = model.matrix().blockOf(slot).counts()[slot % ItemBlock.ROWS];
    int k = ListParameters.k(call.query());
    int offset = ListParameters.offset(call.query());
    Selection selection = ListParameters.selection(call.query());
    List<ScoredItem> items =
        events == 0
            ? List.of()
            : recommender.similar(slot, k, offset, selection, clock.getAsLong());
    ItemFields fields = ItemFields.of(call.query());
    return Reply.json(200, new Answers.ItemList(view.of(items, fields), events, self));
  }

  private Reply item(Call call) {
    String itemId = call.id("itemId");
    boolean withVector = call.query().flag("vector", false);
    int slot = requireKnown(itemId);
    ItemBlock block = model.matrix().blockOf(slot);
    int row = slot % ItemBlock.ROWS;
    ItemDetails details = catalogue.of(itemId);
    return Reply.json(
        200,
        new Answers.ItemState(
            itemId,
            details.title(),
            details.categories(),
            details.tags(),
            details.hidden(),
            details.expiresAtMillis(),
            ItemJson.attributes(new TreeMap<>(details.attributes())),
            block.counts()[row],
            recommender.trend(slot),
            block.biases()[row],
            withVector ? vector(slot) : null,
            self));
  }

  private int requireKnown(String itemId) {
    int slot = model.matrix().slotOf(itemId);
    if (slot < 0) {
      // Where the list was before; an item may have that name as well as any other.
      String hint = itemId.equals("trending") ? ": the list of trending items is " + TRENDING : "";
      throw Problem.with(Problem.Kind.NOT_FOUND, "itemId", itemId, "is not known here" + hint);
    }
    return slot;
  }

  private List<Float> vector(int slot) {
    float[] vector = new float[model.matrix().rank()];
    model.matrix().visible().addTo(vector, 1, slot);
    return FloatArrayList.wrap(vector);
  }
}
