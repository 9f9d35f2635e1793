package io.millrace.producer.send;

import io.millrace.model.event.ItemDetails;
import io.millrace.producer.json.ItemJson;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Sends item details to a compacted topic: key itemId, value [ItemJson]. One thread sends; the
/// counts may be read by any.
public final class ItemSender implements AutoCloseable {
  private final CheckedProducer producer;

  /// @param producer see [Producers#create]; closed together with the sender
  public ItemSender(Producer<byte[], byte[]> producer, String topic) {
    this.producer = new CheckedProducer(producer, topic, (partition, offset) -> {});
  }

  /// Hands an item to Kafka without waiting for it.
  ///
  /// @throws SendFailedException if this or any earlier item failed
  public void send(String itemId, ItemDetails details) {
    producer.send(
        new ProducerRecord<>(
            producer.topic(), itemId.getBytes(StandardCharsets.UTF_8), ItemJson.write(details)));
  }

  /// Waits until every item is acknowledged.
  ///
  /// @throws SendFailedException if any item failed
  public void flush() {
    producer.flush();
  }

  /// Number of items handed to Kafka.
  public long sent() {
    return producer.sent();
  }

  /// Number of items that Kafka has acknowledged.
  public long acknowledged() {
    return producer.acknowledged();
  }

  /// Waits for outstanding items, unless one has failed.
  ///
  /// @throws SendFailedException if any item failed
  @Override
  public void close() {
    producer.close();
  }
}
