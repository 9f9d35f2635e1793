package io.millrace.app.run;

import io.millrace.app.feed.TopicReader;
import io.millrace.app.topology.ItemCodec;
import io.millrace.producer.json.Utf8;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Which items are deleted: those that the list of items deletes, and those that the model which is
/// served remembers as deleted, since what deletes them on the list is compacted away some day.
final class DeletedItems {
  private final Map<String, Integer> marked = new HashMap<>(); // the partition of the mark
  private final Set<String> deleted = new HashSet<>();
  private final Set<String> listed = new HashSet<>();

  private DeletedItems() {}

  /// @param served settings of the model that is served
  /// @param hasServed whether there is one
  static Set<String> read(AppSettings served, boolean hasServed) throws InterruptedException {
    var items = new DeletedItems();
    if (hasServed) {
      TopicReader.read(served.itemsChangelog(), KafkaConfigs.feed(served), items::acceptRow);
    }
    TopicReader.read(served.itemsTopic(), KafkaConfigs.feed(served), items::acceptListing);
    items.deleted.addAll(items.marked.keySet());
    items.deleted.removeAll(items.listed);
    return items.deleted;
  }

  /// Marks are in the partition of the item's owner alone. A row of another partition says nothing.
  private void acceptRow(ConsumerRecord<byte[], byte[]> change) {
    if (ItemCodec.kindOf(change.key()) != ItemCodec.Kind.ROW) {
      return;
    }
    String itemId = Utf8.decode(change.key());
    if (itemId == null) {
      return;
    }
    if (change.value() != null && ItemCodec.isDeletedMark(change.value())) {
      marked.put(itemId, change.partition());
    } else {
      marked.remove(itemId, change.partition());
    }
  }

  private void acceptListing(ConsumerRecord<byte[], byte[]> change) {
    String itemId = change.key() == null ? null : Utf8.decode(change.key());
    if (itemId == null) {
      return;
    }
    if (change.value() == null) {
      deleted.add(itemId);
      listed.remove(itemId);
    } else {
      listed.add(itemId);
    }
  }
}
