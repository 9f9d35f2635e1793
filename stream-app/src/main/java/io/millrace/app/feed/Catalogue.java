package io.millrace.app.feed;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.ItemJson;
import io.millrace.producer.json.Utf8;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Details of the listed items, as topic `items` has them. An item that is not listed is served all
/// the same. Any thread may read.
public final class Catalogue {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

  private final Map<String, ItemDetails> details = new ConcurrentHashMap<>();
  private final Consumer<Rejection> rejected;
  private final Consumer<String> listed;

  /// @param listed hears the id of each item that is listed
  /// @param rejected hears of each record that is no item
  public Catalogue(Consumer<String> listed, Consumer<Rejection> rejected) {
    this.listed = listed;
    this.rejected = rejected;
  }

  /// Details of an item, or [ItemDetails#UNLISTED].
  public ItemDetails of(String itemId) {
    return details.getOrDefault(itemId, ItemDetails.UNLISTED);
  }

  /// Takes one record of topic `items`. One that is no item is counted, reported and left out.
  public void accept(ConsumerRecord<byte[], byte[]> change) {
    try {
      String itemId = idOf(change.key());
      if (change.value() == null) {
        details.remove(itemId);
      } else {
        details.put(itemId, ItemJson.parse(change.value()));
        listed.accept(itemId);
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
