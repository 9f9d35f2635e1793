package io.millrace.app.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicFeedTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final TopicFeed feed =
      new TopicFeed("topic", () -> consumer, 1, this::handle, failures::add);

  @AfterEach
  void close() {
    feed.close();
  }

  private void handle(ConsumerRecord<byte[], byte[]> each) {
    if (each.value()[0] < 0) {
      throw new IllegalStateException("a value below 0");
    }
    handled.add(each.partition() + "@" + each.offset());
  }

  /// A topic whose partitions hold so many records.
  private void topicOf(long... ends) {
    topicOf(consumer, ends);
  }

  private static void topicOf(MockConsumer<byte[], byte[]> consumer, long... ends) {
    consumer.updatePartitions(
        "topic",
        IntStream.range(0, ends.length)
            .mapToObj(p -> new PartitionInfo("topic", p, null, null, null))
            .toList());
    Map<TopicPartition, Long> begins = new HashMap<>();
    Map<TopicPartition, Long> endOffsets = new HashMap<>();
    for (int p = 0; p < ends.length; p++) {
      begins.put(new TopicPartition("topic", p), 0L);
      endOffsets.put(new TopicPartition("topic", p), ends[p]);
    }
    consumer.updateBeginningOffsets(begins);
    consumer.updateEndOffsets(endOffsets);
  }

  private void arrives(int partition, long offset, int value) {
    arrives(consumer, partition, offset, value);
  }

  private static void arrives(
      MockConsumer<byte[], byte[]> consumer, int partition, long offset, int value) {
    consumer.addRecord(
        new ConsumerRecord<>("topic", partition, offset, new byte[0], new byte[] {(byte) value}));
  }

  private boolean caughtUp() throws InterruptedException {
    return feed.awaitCaughtUp(Duration.ZERO);
  }

  @Test
  void itReadsAllPartitionsFromTheBeginning() throws InterruptedException {
    topicOf(2, 1);
    consumer.schedulePollTask(
        () -> {
          arrives(0, 0, 1);
          arrives(0, 1, 1);
          arrives(1, 0, 1);
        });
    feed.start();
    assertThat(feed.awaitCaughtUp(SOON)).isTrue();
    assertThat(handled).containsExactlyInAnyOrder("0@0", "0@1", "1@0");
  }

  @Test
  void itIsCaughtUpOnlyAtTheEndsSeenAtTheStart() throws InterruptedException {
    topicOf(1, 2);
    var before = new CopyOnWriteArrayList<Boolean>();
    for (int[] next : new int[][] {{0, 0}, {1, 0}, {1, 1}}) {
      consumer.schedulePollTask(
          () -> {
            try {
              before.add(caughtUp());
            } catch (InterruptedException interrupted) {
              Thread.currentThread().interrupt();
            }
            arrives(next[0], next[1], 1);
          });
    }
    feed.start();
    assertThat(feed.awaitCaughtUp(SOON)).isTrue();
    assertThat(before).containsExactly(false, false, false);
    assertThat(handled).hasSize(3);
  }

  @Test
  void anEmptyTopicIsCaughtUpAtOnceAndReadFurther() throws InterruptedException {
    topicOf(0);
    feed.start();
    assertThat(feed.awaitCaughtUp(SOON)).isTrue();
    consumer.schedulePollTask(() -> arrives(0, 0, 1));
    await().atMost(SOON).until(() -> handled.contains("0@0"));
  }

  @Test
  void aTopicWithoutPartitionsIsAFailureAndNotCaughtUp() throws InterruptedException {
    consumer.updatePartitions("topic", List.of());
    feed.start();
    await().atMost(SOON).until(() -> !failures.isEmpty());
    assertThat(failures.getFirst()).hasMessageContaining("topic 'topic' has no partitions");
    assertThat(caughtUp()).isFalse();
  }

  @Test
  void aFailureOfTheHandlerIsToldOnceAndEndsTheFeed() throws InterruptedException {
    topicOf(2);
    consumer.schedulePollTask(
        () -> {
          arrives(0, 0, -1);
          arrives(0, 1, 1);
        });
    feed.start();
    await().atMost(SOON).until(consumer::closed);
    feed.close();
    assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(handled).isEmpty();
    assertThat(caughtUp()).isFalse();
  }

  @Test
  void aFailureToReadIsToldOnce() {
    topicOf(1);
    consumer.setPollException(new KafkaException("no more"));
    feed.start();
    await().atMost(SOON).until(() -> !failures.isEmpty() && consumer.closed());
    assertThat(failures).singleElement().isInstanceOf(KafkaException.class);
  }

  @Test
  void closeEndsTheThreadAndIsNoFailure() throws InterruptedException {
    topicOf(0);
    var thread = new CopyOnWriteArrayList<Thread>();
    consumer.schedulePollTask(() -> thread.add(Thread.currentThread()));
    feed.start();
    await().atMost(SOON).until(() -> !thread.isEmpty());
    feed.close();
    assertThat(thread.getFirst().isAlive()).isFalse();
    assertThat(consumer.closed()).isTrue();
    assertThat(failures).isEmpty();
    assertThat(caughtUp()).isTrue();
  }

  @Test
  void aFeedThatIsClosedBeforeTheEndIsNotCaughtUp() throws InterruptedException {
    topicOf(5);
    var polled = new CountDownLatch(1);
    consumer.schedulePollTask(polled::countDown);
    feed.start();
    polled.await();
    feed.close();
    assertThat(caughtUp()).isFalse();
    assertThat(failures).isEmpty();
  }

  @Test
  void aFeedThatNeverStartedClosesItsConsumer() {
    feed.close();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void severalReadersShareWhatIsThereAndOneGoesOnWithAll() throws InterruptedException {
    var second = new MockConsumer<byte[], byte[]>("none");
    var made = new ArrayDeque<>(List.of(consumer, second));
    try (var shared = new TopicFeed("topic", made::remove, 5, this::handle, failures::add)) {
      topicOf(1, 2);
      topicOf(second, 1, 2);
      consumer.schedulePollTask(() -> arrives(0, 0, 1));
      second.schedulePollTask(
          () -> {
            arrives(second, 1, 0, 1);
            arrives(second, 1, 1, 1);
          });
      shared.start();
      assertThat(shared.awaitCaughtUp(SOON)).isTrue();
      assertThat(handled).containsExactlyInAnyOrder("0@0", "1@0", "1@1");
      assertThat(second.closed()).isTrue();

      consumer.schedulePollTask(
          () -> {
            arrives(0, 1, 1);
            arrives(1, 2, 1);
          });
      await().atMost(SOON).until(() -> handled.size() == 5);
      assertThat(handled).endsWith("0@1", "1@2");
    }
  }

  @Test
  void aFailureOfOneReaderIsOneOfTheFeed() throws InterruptedException {
    var second = new MockConsumer<byte[], byte[]>("none");
    var made = new ArrayDeque<>(List.of(consumer, second));
    try (var shared = new TopicFeed("topic", made::remove, 2, this::handle, failures::add)) {
      topicOf(0, 1);
      topicOf(second, 0, 1);
      second.schedulePollTask(() -> arrives(second, 1, 0, -1));
      shared.start();
      await().atMost(SOON).until(() -> !failures.isEmpty());
      assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
      assertThat(shared.awaitCaughtUp(Duration.ZERO)).isFalse();
    }
  }
}
