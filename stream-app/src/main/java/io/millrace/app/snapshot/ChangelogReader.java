package io.millrace.app.snapshot;

import io.millrace.app.run.StartException;
import io.millrace.app.topology.StoredPosition;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/// Reads one partition of one changelog, as far as it is told, into the newest value of each key.
final class ChangelogReader {
  private static final Duration POLL = Duration.ofMillis(100);

  /// Compaction may remove a record that was not read yet for the sake of one that lies behind the
  /// end as it was first seen. So the end is looked for again until there is little behind it: what
  /// was written within this time lies in segments that are not compacted yet.
  private static final Duration SHORT_PASS = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer; // assigned to this partition alone
  private final TopicPartition partition;
  private final Duration patience;
  private final Map<Bytes, byte[]> newest = new TreeMap<>();
  private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
  private @Nullable StoredPosition position;
  private boolean endsWithPosition;

  /// @param consumer that sees what is committed, and is this reader's until it is done
  /// @param patience for which no record may come while one is waited for
  ChangelogReader(Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration patience) {
    this.consumer = consumer;
    this.partition = partition;
    this.patience = patience;
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /// The value of each key but the position's, by key.
  Map<Bytes, byte[]> newest() {
    return newest;
  }

  /// The position up to which the state is read, or null if there is none.
  @Nullable StoredPosition position() {
    return position;
  }

  boolean isEmpty() {
    return newest.isEmpty() && position == null;
  }

  /// Reads everything that is committed, and on to the end of the write of which it got a part.
  void readToEnd() {
    long beganNanos;
    do {
      beganNanos = System.nanoTime();
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (polled.hasNext() || consumer.position(partition) < end) {
        poll();
        while (polled.hasNext()) {
          take(polled.next());
        }
      }
    } while (System.nanoTime() - beganNanos > SHORT_PASS.toNanos());
    if (position != null && !endsWithPosition) {
      readToNextPosition();
    }
  }

  /// Reads on up to the next position.
  ///
  /// @throws StartException if none comes in time
  void readToNextPosition() {
    do {
      while (!polled.hasNext()) {
        poll();
      }
      take(polled.next());
    } while (!endsWithPosition);
  }

  /// Returns once there is a record, or the consumer has come further without one: the ends of
  /// transactions take offsets too.
  private void poll() {
    long before = consumer.position(partition);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!polled.hasNext()) {
      polled = consumer.poll(POLL).records(partition).iterator();
      if (!polled.hasNext() && consumer.position(partition) > before) {
        return;
      }
      if (!polled.hasNext() && System.nanoTime() > deadline) {
        throw new StartException(
            "nothing more came from %s within %d s: is a broker or a transaction hanging?"
                .formatted(partition, patience.toSeconds()));
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> change) {
    endsWithPosition = StoredPosition.isKey(change.key());
    if (endsWithPosition) {
      position = StoredPosition.read(change.value());
    } else if (change.value() == null) {
      newest.remove(Bytes.wrap(change.key()));
    } else {
      newest.put(Bytes.wrap(change.key()), change.value());
    }
  }
}
