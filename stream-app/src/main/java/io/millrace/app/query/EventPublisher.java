package io.millrace.app.query;

import io.millrace.model.event.UserMessage;
import io.millrace.producer.json.InteractionJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Sends what users did or take back, and items, as they came over HTTP, to their topics. Safe for
/// any number of threads.
public final class EventPublisher implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final KafkaProducer<byte[], byte @Nullable []> producer;
  private final String topic;
  private final String itemsTopic;

  /// @param producerConfig where the cluster is
  /// @param topic of interactions
  /// @param itemsTopic of items' details
  public EventPublisher(Map<String, Object> producerConfig, String topic, String itemsTopic) {
    Map<String, Object> config = new HashMap<>(producerConfig);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS - 1_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    this.itemsTopic = itemsTopic;
  }

  /// The topic did not take what was sent, or did not say so in time: some of them may have
  /// arrived.
  public static final class NotAcknowledgedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotAcknowledgedException(Throwable cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }

  /// Sends events and returns once all in-sync replicas have each of them.
  public void publish(List<? extends UserMessage> events) throws NotAcknowledgedException {
    sendAll(events.stream().map(this::recordOf).toList());
  }

  /// Lists an item, and returns once all in-sync replicas have it.
  ///
  /// @param details as topic `items` has them; null deletes the item
  public void publishItem(String itemId, byte @Nullable [] details)
      throws NotAcknowledgedException {
    byte[] key = itemId.getBytes(StandardCharsets.UTF_8);
    sendAll(List.of(new ProducerRecord<>(itemsTopic, key, details)));
  }

  private void sendAll(List<ProducerRecord<byte[], byte @Nullable []>> records)
      throws NotAcknowledgedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    try {
      for (ProducerRecord<byte[], byte @Nullable []> record : records) {
        Future<RecordMetadata> each = producer.send(record);
        // One that has failed already did so after a wait, which the others need not repeat.
        if (each.isDone()) {
          await(each);
        }
        sent.add(each);
      }
      for (Future<RecordMetadata> each : sent) {
        await(each);
      }
    } catch (ExecutionException failure) {
      throw new NotAcknowledgedException(failure.getCause() == null ? failure : failure.getCause());
    } catch (TimeoutException | KafkaException | IllegalStateException failure) {
      // The producer is in an illegal state once it is closed, as this instance stops.
      throw new NotAcknowledgedException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new NotAcknowledgedException(interrupted);
    }
  }

  private ProducerRecord<byte[], byte @Nullable []> recordOf(UserMessage event) {
    byte[] key = event.userId().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, key, InteractionJson.write(event));
  }

  private static void await(Future<RecordMetadata> sent)
      throws ExecutionException, InterruptedException, TimeoutException {
    sent.get(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
