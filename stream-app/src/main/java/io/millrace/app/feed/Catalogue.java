package io.millrace.app.feed;

import io.millrace.app.topology.Deletions;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Rejection;
import io.millrace.model.index.Filter;
import io.millrace.model.index.SlotSet;
import io.millrace.model.item.ItemLife;
import io.millrace.producer.json.ItemJson;
import io.millrace.producer.json.UnknownFields;
import io.millrace.producer.json.Utf8;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Details of the listed items, as topic `items` has them. An item that is not listed is served all
/// the same. Any thread may read.
public final class Catalogue {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

  /// Items whose details are kept, for each item that may be known: more are listed than learned.
  private static final int LISTED_PER_KNOWN = 4;

  private final Map<String, ItemDetails> details = new ConcurrentHashMap<>();
  private final Int2ObjectOpenHashMap<ItemDetails> applied = new Int2ObjectOpenHashMap<>();
  private final CatalogueSets sets = new CatalogueSets(); // changed with the details applied
  private final ItemLife life;
  private final Deletions deletions;
  private final long maxListed;
  private final Consumer<Rejection> rejected;
  private final UnknownFields unknown;

  /// @param model whose items are listed; a listed item becomes known while there is room
  /// @param rejected hears of each record that is no item, or that there is no room for
  public Catalogue(InstanceModel model, Consumer<Rejection> rejected) {
    this(model, rejected, UnknownFields.IGNORED);
  }

  /// @param unknown hears of fields that nobody knows
  public Catalogue(InstanceModel model, Consumer<Rejection> rejected, UnknownFields unknown) {
    this.unknown = unknown;
    this.life = model.matrix().life();
    this.deletions = model.deletions();
    this.maxListed = (long) LISTED_PER_KNOWN * model.limits().maxItems();
    this.rejected = rejected;
    life.onGiven(this::apply);
    deletions.setListed(details::containsKey);
  }

  /// Makes the sets tell of a slot what is listed of its item. Only while the item keeps the slot.
  private void apply(String itemId, int slot) {
    ItemDetails listed = of(itemId);
    synchronized (applied) {
      ItemDetails before = applied.getOrDefault(slot, ItemDetails.UNLISTED);
      sets.update(slot, before, listed);
      if (listed.equals(ItemDetails.UNLISTED)) {
        applied.remove(slot);
      } else {
        applied.put(slot, listed);
      }
    }
  }

  /// Details of an item, or [ItemDetails#UNLISTED].
  public ItemDetails of(String itemId) {
    return details.getOrDefault(itemId, ItemDetails.UNLISTED);
  }

  /// Lets no item pass that must not be recommended at this time.
  ///
  /// @param idOf the id of a slot
  public void restrictToServable(Filter filter, long nowMillis, IntFunction<String> idOf) {
    filter
        .without(sets.hidden())
        .unless(
            slot -> sets.expiring().contains(slot) && !of(idOf.apply(slot)).servable(nowMillis));
  }

  /// Lets no item pass that has none of these categories.
  ///
  /// @param idOf the id of a slot
  public void restrictToAny(
      Filter filter, Collection<String> categories, IntFunction<String> idOf) {
    List<SlotSet> members = new ArrayList<>();
    for (String category : categories) {
      SlotSet set = sets.category(category);
      if (set == null) {
        filter.unless(slot -> Collections.disjoint(of(idOf.apply(slot)).categories(), categories));
        return;
      }
      members.add(set);
    }
    filter.inAny(members);
  }

  /// Takes one record of topic `items`. One that is no item is counted, reported and left out.
  public void accept(ConsumerRecord<byte[], byte[]> change) {
    try {
      String itemId = idOf(change.key());
      if (change.value() == null) {
        details.remove(itemId);
        requireRoom(deletions.delete(itemId), "deletions wait", itemId);
      } else {
        ItemDetails listed = ItemJson.parse(change.value(), unknown);
        deletions.list(itemId);
        requireRoom(
            details.size() < maxListed || details.containsKey(itemId), "items are listed", itemId);
        details.put(itemId, listed);
        // Asked after it is listed; a task that deletes it asks whether it is listed after that.
        if (life.isDeleted(itemId)) {
          deletions.relist(itemId);
        }
        life.internIfRoom(itemId);
      }
      life.withSlot(itemId, slot -> apply(itemId, slot));
    } catch (InvalidEventException fault) {
      rejected.accept(fault.reason());
      LOG.warn(
          "Left out record {} of {}-{}: {}",
          change.offset(),
          change.topic(),
          change.partition(),
          fault.getMessage());
    }
  }

  private static void requireRoom(boolean room, String what, String itemId) {
    if (!room) {
      throw new InvalidEventException(
          Rejection.OVERSIZED, "items", itemId, "finds no room: too many " + what);
    }
  }

  private static String idOf(byte[] key) {
    String id = key == null ? null : Utf8.decode(key);
    if (id == null) {
      throw new InvalidEventException(
          Rejection.MISSING_KEY, "key", key == null ? null : "bytes", "is no item id in UTF-8");
    }
    return Ids.requireValid("itemId", id);
  }
}
