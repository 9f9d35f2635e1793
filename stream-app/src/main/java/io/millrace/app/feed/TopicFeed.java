package io.millrace.app.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads every partition of one topic from its beginning and goes on for ever.
///
/// What the topic holds at the start is read on several threads, each with some of the partitions,
/// what comes later on one. Streams' global stores would do the same on one thread, but break on a
/// record that cannot be read and take the processor along in a restore; a plain consumer has
/// neither fault and costs the same. A feed that fails says so once and stops: an instance that no
/// longer hears of others' learning must end.
public final class TopicFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PROGRESS_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long CLOSE_MILLIS = 5_000;

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final int readers;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final java.util.function.Consumer<Throwable> onFailure;
  private final Consumer<byte[], byte[]> consumer;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closing;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong reportedAt = new AtomicLong();

  /// @param topic to read
  /// @param consumerConfig where and how; offsets are not committed
  /// @param readers threads that read what is there at the start, at most one a partition
  /// @param handler of each record, in order within a partition; with more than one reader several
  ///   partitions at a time
  /// @param onFailure told once if the feed cannot go on
  public TopicFeed(
      String topic,
      Map<String, Object> consumerConfig,
      int readers,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler,
      java.util.function.Consumer<Throwable> onFailure) {
    this(
        topic,
        () ->
            new KafkaConsumer<>(
                consumerConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        readers,
        handler,
        onFailure);
  }

  TopicFeed(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      int readers,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler,
      java.util.function.Consumer<Throwable> onFailure) {
    this.topic = topic;
    this.consumers = consumers;
    this.readers = readers;
    this.handler = handler;
    this.onFailure = onFailure;
    this.consumer = consumers.get();
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
      reportedAt.set(System.nanoTime());
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions());
      Map<TopicPartition, Long> reached = catchUp(ends);
      if (!closing) {
        LOG.info("Read {} records of {}", read, topic);
        consumer.assign(reached.keySet());
        reached.forEach(consumer::seek);
        caughtUp.countDown();
      }
      while (!closing) {
        poll(consumer);
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

  /// Reads all partitions up to their ends, on as many threads as there are readers.
  ///
  /// @return the next offset of each
  private Map<TopicPartition, Long> catchUp(Map<TopicPartition, Long> ends) {
    List<Map<TopicPartition, Long>> shares = shares(ends);
    List<CompletableFuture<Map<TopicPartition, Long>>> others = new ArrayList<>();
    for (int i = 1; i < shares.size(); i++) {
      Map<TopicPartition, Long> share = shares.get(i);
      others.add(onThreadOfItsOwn(i, () -> catchUpOnItsOwn(share)));
    }
    Map<TopicPartition, Long> reached = new HashMap<>(catchUp(consumer, shares.getFirst()));
    others.forEach(other -> reached.putAll(join(other)));
    return reached;
  }

  private List<Map<TopicPartition, Long>> shares(Map<TopicPartition, Long> ends) {
    List<Map<TopicPartition, Long>> shares = new ArrayList<>();
    for (int i = 0; i < Math.clamp(readers, 1, ends.size()); i++) {
      shares.add(new HashMap<>());
    }
    ends.forEach(
        (partition, end) -> shares.get(partition.partition() % shares.size()).put(partition, end));
    return shares;
  }

  private <T> CompletableFuture<T> onThreadOfItsOwn(int number, Supplier<T> task) {
    var future = new CompletableFuture<T>();
    Thread.ofPlatform()
        .name("feed-" + topic + "-" + number)
        .daemon()
        .start(
            () -> {
              try {
                future.complete(task.get());
              } catch (RuntimeException | Error failure) {
                future.completeExceptionally(failure);
              }
            });
    return future;
  }

  private static <T> T join(CompletableFuture<T> other) {
    try {
      return other.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw failed;
    }
  }

  private Map<TopicPartition, Long> catchUpOnItsOwn(Map<TopicPartition, Long> ends) {
    try (Consumer<byte[], byte[]> own = consumers.get()) {
      return catchUp(own, ends);
    }
  }

  private Map<TopicPartition, Long> catchUp(
      Consumer<byte[], byte[]> own, Map<TopicPartition, Long> ends) {
    own.assign(ends.keySet());
    own.seekToBeginning(ends.keySet());
    while (!closing
        && ends.entrySet().stream().anyMatch(end -> own.position(end.getKey()) < end.getValue())) {
      poll(own);
      reportNowAndThen();
    }
    return ends.keySet().stream().collect(Collectors.toMap(each -> each, own::position));
  }

  private void reportNowAndThen() {
    long before = reportedAt.get();
    long now = System.nanoTime();
    if (now - before > PROGRESS_NANOS && reportedAt.compareAndSet(before, now)) {
      LOG.info("Reading {}: {} records so far", topic, read);
    }
  }

  private void poll(Consumer<byte[], byte[]> from) {
    for (ConsumerRecord<byte[], byte[]> each : from.poll(POLL)) {
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
