package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.Rejection;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PoisonedRecordsTest {
  @TempDir private Path stateDir;

  static Stream<Arguments> poisoned() {
    String far = Long.toString(TopologyFixture.SENT_MILLIS + Interaction.MAX_AHEAD_MILLIS + 1);
    return Stream.of(
        Arguments.of(Rejection.MALFORMED, "body", "ann", "no JSON"),
        Arguments.of(Rejection.MALFORMED, "body", "ann", "[]"),
        Arguments.of(Rejection.MALFORMED, "body", "ann", null),
        Arguments.of(Rejection.MISSING_KEY, "key", null, "{\"userId\":\"ann\",\"itemId\":\"x\"}"),
        Arguments.of(Rejection.MISSING_FIELD, "itemId", "ann", "{\"userId\":\"ann\"}"),
        Arguments.of(
            Rejection.INVALID_FIELD, "itemId", "ann", "{\"userId\":\"ann\",\"itemId\":5.5}"),
        Arguments.of(
            Rejection.INVALID_FIELD,
            "itemId",
            "ann",
            "{\"userId\":\"ann\",\"itemId\":\"" + "i".repeat(257) + "\"}"),
        Arguments.of(
            Rejection.KEY_MISMATCH, "userId", "bob", "{\"userId\":\"ann\",\"itemId\":\"x\"}"),
        Arguments.of(
            Rejection.UNKNOWN_TYPE,
            "type",
            "ann",
            "{\"userId\":\"ann\",\"itemId\":\"x\",\"type\":\"stare\"}"),
        Arguments.of(
            Rejection.FUTURE_TIMESTAMP,
            "timestamp",
            "ann",
            "{\"userId\":\"ann\",\"itemId\":\"x\",\"timestamp\":" + far + "}"),
        Arguments.of(
            Rejection.OVERSIZED, "body", "ann", "x".repeat(EventIntake.MAX_EVENT_BYTES + 1)),
        Arguments.of(Rejection.OVERSIZED, "key", "k".repeat(257), "{}"));
  }

  @ParameterizedTest
  @MethodSource("poisoned")
  void itIsADeadLetterAndTheNextEventIsLearned(
      Rejection reason, String field, @Nullable String key, @Nullable String value) {
    try (var topology = new TopologyFixture(stateDir, 1)) {
      topology.send(key, value);

      List<TestRecord<byte[], byte[]>> letters = topology.written(TopologyFixture.DEAD_LETTERS);
      assertThat(letters).hasSize(1);
      TestRecord<byte[], byte[]> letter = letters.getFirst();
      assertThat(letter.key()).isEqualTo(TopologyFixture.bytes(key));
      assertThat(letter.value()).isEqualTo(TopologyFixture.bytes(value));
      assertThat(header(letter, DeadLetters.REASON)).isEqualTo(reason.label());
      assertThat(header(letter, DeadLetters.FIELD)).isEqualTo(field);
      assertThat(header(letter, DeadLetters.MESSAGE)).startsWith(field);
      assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("interactions");
      assertThat(header(letter, DeadLetters.PARTITION)).isEqualTo("0");
      assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("0");
      assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);

      assertThat(topology.rejections).containsExactly(reason);
      assertThat(topology.model.matrix().size()).isZero();
      assertThat(topology.users().approximateNumEntries()).isZero();

      topology.view("ann", "book");
      assertThat(topology.model.matrix().tally().learned()).isEqualTo(1);
      assertThat(topology.model.matrix().tally().rejected(reason)).isEqualTo(1);
      assertThat(topology.model.matrix().tally().handled()).isEqualTo(2);
    }
  }

  @Test
  void aKeyThatBelongsToAnotherPartitionIsRejected() {
    // The driver's only partition is 0: of four, some of these keys belong to others.
    try (var topology = new TopologyFixture(stateDir, 4)) {
      for (int i = 0; i < 40; i++) {
        topology.view("user" + i, "book");
      }
      long wrong = topology.model.matrix().tally().rejected(Rejection.WRONG_PARTITION);
      assertThat(wrong).isBetween(20L, 39L);
      assertThat(topology.model.matrix().tally().learned()).isEqualTo(40 - wrong);
      assertThat(
              header(
                  topology.written(TopologyFixture.DEAD_LETTERS).getFirst(), DeadLetters.MESSAGE))
          .contains("use the partitioner murmur2");
    }
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return TopologyFixture.text(header.value());
  }
}
