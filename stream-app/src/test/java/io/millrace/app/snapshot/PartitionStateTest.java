package io.millrace.app.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.run.StartException;
import io.millrace.app.topology.StoredPosition;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two changelogs of one partition whose writers a reader cannot stop.
class PartitionStateTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final Log users = new Log("users");
  private final Log items = new Log("items");

  /// A changelog that is written by hand.
  private static final class Log {
    final TopicPartition partition;
    final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    final ChangelogReader reader;
    private long end;
    private boolean seen;

    Log(String topic) {
      partition = new TopicPartition(topic, 0);
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, 0L));
      reader = new ChangelogReader(consumer, partition, PATIENCE);
    }

    /// Writes, as a commit does that the reader sees at its first look.
    Log put(String key, @Nullable String value) {
      return put(key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
    }

    Log position(long write) {
      return put(StoredPosition.key(), at(write).bytes());
    }

    /// From here on records come only while the reader waits for them.
    void thenLater() {
      seen = true;
    }

    private Log put(byte[] key, byte @Nullable [] value) {
      var written = new ConsumerRecord<>(partition.topic(), 0, end++, key, value);
      if (seen) {
        consumer.schedulePollTask(() -> consumer.addRecord(written));
      } else {
        consumer.addRecord(written);
        consumer.updateEndOffsets(Map.of(partition, end));
      }
      return this;
    }
  }

  private static StoredPosition at(long write) {
    return new StoredPosition(write, 10 * write, write);
  }

  private PartitionState read() {
    return PartitionState.read(0, users.reader, items.reader);
  }

  private static String text(Map<Bytes, byte[]> state) {
    var text = new StringBuilder();
    state.forEach(
        (key, value) ->
            text.append(new String(key.get(), UTF_8) + "=" + new String(value, UTF_8) + " "));
    return text.toString().strip();
  }

  @Test
  void whatEndsWithTheSameWriteIsTakenAsItIs() {
    users.put("ann", "1").put("bob", "1").position(1).put("ann", "2").put("bob", null).position(2);
    items.put("book", "1").position(1).put("book", "2").position(2);
    PartitionState state = read();
    assertThat(state.position()).isEqualTo(at(2));
    assertThat(text(state.users())).isEqualTo("ann=2");
    assertThat(text(state.items())).isEqualTo("book=2");
  }

  @Test
  void theOneThatIsBehindIsReadOnToTheWriteOfTheOther() {
    users.put("ann", "1").position(1);
    items.put("book", "1").position(1).put("book", "2").position(2).put("book", "3").position(3);
    users.thenLater();
    users.put("ann", "2").position(2).put("ann", "3").position(3).put("ann", "4").position(4);
    PartitionState state = read();
    assertThat(state.position()).isEqualTo(at(3));
    assertThat(text(state.users())).isEqualTo("ann=3");
    assertThat(text(state.items())).isEqualTo("book=3");
  }

  @Test
  void recordsThatWereFetchedTooFarAreNotTaken() {
    users.put("ann", "1").position(1);
    items.put("book", "1").position(1).put("book", "2").position(2);
    // The end was looked up before the other commits came, and one poll brings them all.
    users.put("ann", "2").position(2).put("ann", "3").position(3);
    users.consumer.updateEndOffsets(Map.of(users.partition, 2L));
    items.thenLater();
    items.put("book", "3").position(3);
    PartitionState state = read();
    assertThat(state.position()).isEqualTo(at(3));
    assertThat(text(state.users())).isEqualTo("ann=3");
    assertThat(text(state.items())).isEqualTo("book=3");
  }

  @Test
  void eachIsReadOnInTurnWhileTheyOvertakeEachOther() {
    users.put("ann", "2").position(2);
    items.put("book", "1").position(1);
    users.thenLater();
    items.thenLater();
    items.put("book", "3").position(3); // the second write was compacted away
    users.put("ann", "3").position(3);
    PartitionState state = read();
    assertThat(state.position()).isEqualTo(at(3));
    assertThat(text(state.users())).isEqualTo("ann=3");
    assertThat(text(state.items())).isEqualTo("book=3");
  }

  @Test
  void aWriteOfWhichAPartWasFetchedIsReadToItsEnd() {
    users.put("ann", "1").position(1).put("ann", "2").put("bob", "2");
    items.put("book", "1").position(1).put("book", "2").position(2);
    users.thenLater();
    users.put("cy", "2").position(2);
    PartitionState state = read();
    assertThat(state.position()).isEqualTo(at(2));
    assertThat(text(state.users())).isEqualTo("ann=2 bob=2 cy=2");
  }

  @Test
  void aPartitionThatNobodyLearnedIsAtTheStart() {
    PartitionState state = read();
    assertThat(state.position()).isEqualTo(StoredPosition.START);
    assertThat(state.users()).isEmpty();
    assertThat(state.items()).isEmpty();
  }

  @Test
  void theFirstPositionMayStandInOneOfThemFirst() {
    users.put("ann", "1");
    items.put("book", "1").position(1);
    users.thenLater();
    users.position(1);
    assertThat(read().position()).isEqualTo(at(1));
  }

  @Test
  void stateOfAnOlderVersionIsRefused() {
    users.put("ann", "1");
    items.put("book", "1");
    assertThatThrownBy(this::read)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("partition 0 end without a position")
        .hasMessageContaining("let an instance of this version run");
  }

  @Test
  void itIsNotWaitedForEver() {
    users.put("ann", "1").position(1);
    items.put("book", "2").position(2);
    assertThatThrownBy(this::read)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("nothing more came from users-0");
  }

  @Test
  void changelogsOfTwoApplicationsAreRefused() {
    users.put("ann", "1").put(StoredPosition.key(), new StoredPosition(1, 7, 0).bytes());
    items.put("book", "1").position(1);
    assertThatThrownBy(this::read).hasMessageContaining("do not belong together");
  }
}
