package io.millrace.app.feed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads every partition of one topic from its beginning and goes on for ever, on a thread of its
/// own.
///
/// Streams' global stores would do the same, but break on a record that cannot be read and take the
/// processor along in a restore; a plain consumer has neither fault and costs the same. A feed that
/// fails says so once and stops: an instance that no longer hears of others' learning must end.
public final class TopicFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PROGRESS_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long CLOSE_MILLIS = 5_000;

  private final String topic;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final Consumer<Throwable> onFailure;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closing;
  private final AtomicLong read = new AtomicLong();

  /// @param topic to read
  /// @param consumerConfig where and how; offsets are not committed
  /// @param handler of each record, in order within a partition
  /// @param onFailure told once if the feed cannot go on
  public TopicFeed(
      String topic,
      Map<String, Object> consumerConfig,
      Consumer<ConsumerRecord<byte[], byte[]>> handler,
      Consumer<Throwable> onFailure) {
    this(
        topic,
        new KafkaConsumer<>(
            consumerConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        handler,
        onFailure);
  }

  TopicFeed(
      String topic,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      Consumer<ConsumerRecord<byte[], byte[]>> handler,
      Consumer<Throwable> onFailure) {
    this.topic = topic;
    this.consumer = consumer;
    this.handler = handler;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("feed-" + topic).daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// Waits until everything that the topic held at the start has been handled.
  ///
  /// @return false if the time ran out first
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      catchUp(consumer.endOffsets(partitions));
      while (!closing) {
        poll();
      }
    } catch (WakeupException | InterruptException closed) {
      if (!closing) {
        onFailure.accept(closed);
      }
    } catch (RuntimeException | Error failure) {
      onFailure.accept(failure);
    }
  }

  /// A topic that is not there has none, and would be read to its end at once.
  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "topic '" + topic + "' has no partitions: it was deleted, or never made");
    }
    return partitions;
  }

  private void catchUp(Map<TopicPartition, Long> endOffsets) {
    long reportedAt = System.nanoTime();
    while (!hasReached(endOffsets)) {
      if (closing) {
        return;
      }
      poll();
      if (System.nanoTime() - reportedAt > PROGRESS_NANOS) {
        reportedAt = System.nanoTime();
        LOG.info("Reading {}: {} records so far", topic, read);
      }
    }
    LOG.info("Read {} records of {}", read, topic);
    caughtUp.countDown();
  }

  private boolean hasReached(Map<TopicPartition, Long> endOffsets) {
    return endOffsets.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
      handler.accept(each);
      read.incrementAndGet();
    }
  }

  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
