package io.millrace.producer.send;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// A producer of one topic that forgets no failure. Kafka reports failures in callbacks, long after
/// the call; here the first one is thrown from every later call. One thread sends; the counts may
/// be read by any.
final class CheckedProducer implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final AckListener acks;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /// @param producer closed together with this one
  /// @param acks hears of each record, on the producer's thread
  CheckedProducer(Producer<byte[], byte[]> producer, String topic, AckListener acks) {
    this.producer = producer;
    this.topic = topic;
    this.acks = acks;
  }

  String topic() {
    return topic;
  }

  /// @throws SendFailedException if this or any earlier record failed
  void send(ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    try {
      sent.incrementAndGet();
      var _ = producer.send(record, this::completed);
    } catch (KafkaException | IllegalStateException e) {
      fail(e);
    }
    throwFailure();
  }

  /// Waits until every record is acknowledged.
  ///
  /// @throws SendFailedException if any record failed
  void flush() {
    throwFailure();
    producer.flush();
    throwFailure();
    if (acknowledged.get() != sent.get()) {
      throw new IllegalStateException(
          "flushed, but only " + acknowledged + " of " + sent + " records are acknowledged");
    }
  }

  long sent() {
    return sent.get();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /// Waits for outstanding records, unless one has failed.
  ///
  /// @throws SendFailedException if any record failed
  @Override
  public void close() {
    producer.close(failure.get() == null ? CLOSE_TIMEOUT : Duration.ZERO);
    throwFailure();
  }

  private void completed(@Nullable RecordMetadata metadata, @Nullable Exception fault) {
    if (fault == null) {
      acknowledged.incrementAndGet();
      if (metadata != null) {
        acks.acknowledged(metadata.partition(), metadata.offset());
      }
    } else {
      fail(fault);
    }
  }

  /// Closes at once, so that nothing of the same partition gets in behind the gap: a resume point
  /// behind a gap would make it final.
  private void fail(Exception fault) {
    if (failure.compareAndSet(null, fault)) {
      producer.close(Duration.ZERO);
    }
  }

  private void throwFailure() {
    Exception fault = failure.get();
    if (fault != null) {
      throw new SendFailedException(topic, acknowledged.get(), fault);
    }
  }
}
