package io.millrace.producer.send;

import io.millrace.producer.SourcedEvent;
import io.millrace.producer.json.InteractionJson;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Sends the events of one source to a topic: key userId, value [InteractionJson], and headers that
/// say where in which source each comes from. One thread sends; the counts may be read by any.
public final class EventSender implements AutoCloseable {
  private final CheckedProducer producer;
  private final byte[] fingerprint;

  /// @param producer see [Producers#create]; closed together with the sender
  /// @param fingerprint that of the source
  public EventSender(Producer<byte[], byte[]> producer, String topic, String fingerprint) {
    this(producer, topic, fingerprint, (partition, offset) -> {});
  }

  /// The same, and a listener hears where each event was put.
  public EventSender(
      Producer<byte[], byte[]> producer, String topic, String fingerprint, AckListener acks) {
    this.producer = new CheckedProducer(producer, topic, acks);
    this.fingerprint = fingerprint.getBytes(StandardCharsets.US_ASCII);
  }

  /// Hands an event to Kafka without waiting for it.
  ///
  /// @throws SendFailedException if this or any earlier event failed
  public void send(SourcedEvent event) {
    // The record's time is that of sending: with the time of an old event, retention would delete
    // it.
    producer.send(
        new ProducerRecord<>(
            producer.topic(),
            null,
            event.interaction().userId().getBytes(StandardCharsets.UTF_8),
            InteractionJson.write(event.interaction()),
            SourceHeaders.of(fingerprint, event.position())));
  }

  /// Waits until every event is acknowledged.
  ///
  /// @throws SendFailedException if any event failed
  public void flush() {
    producer.flush();
  }

  /// Number of events handed to Kafka.
  public long sent() {
    return producer.sent();
  }

  /// Number of events that Kafka has acknowledged.
  public long acknowledged() {
    return producer.acknowledged();
  }

  /// Waits for outstanding events, unless one has failed.
  ///
  /// @throws SendFailedException if any event failed
  @Override
  public void close() {
    producer.close();
  }
}
