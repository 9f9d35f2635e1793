package io.millrace.app.feed;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Rejection;
import io.millrace.model.index.Filter;
import io.millrace.model.index.SlotSet;
import io.millrace.producer.json.ItemJson;
import io.millrace.producer.json.Utf8;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Details of the listed items, as topic `items` has them. An item that is not listed is served all
/// the same. Any thread may read.
public final class Catalogue {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

  private final Map<String, ItemDetails> details = new ConcurrentHashMap<>();
  private final Consumer<Rejection> rejected;
  private final ToIntFunction<String> slots;
  private final CatalogueSets sets = new CatalogueSets();

  /// @param slots gives a listed item's slot, and makes it known
  /// @param rejected hears of each record that is no item
  public Catalogue(ToIntFunction<String> slots, Consumer<Rejection> rejected) {
    this.slots = slots;
    this.rejected = rejected;
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
        ItemDetails before = details.remove(itemId);
        if (before != null) {
          sets.update(slots.applyAsInt(itemId), before, ItemDetails.UNLISTED);
        }
      } else {
        ItemDetails listed = ItemJson.parse(change.value());
        ItemDetails before = details.put(itemId, listed);
        sets.update(
            slots.applyAsInt(itemId), before == null ? ItemDetails.UNLISTED : before, listed);
      }
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

  private static String idOf(byte[] key) {
    String id = key == null ? null : Utf8.decode(key);
    if (id == null) {
      throw new InvalidEventException(
          Rejection.MISSING_KEY, "key", key == null ? null : "bytes", "is no item id in UTF-8");
    }
    return Ids.requireValid("itemId", id);
  }
}
