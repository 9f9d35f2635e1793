package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Records at the edge of what a topic can hold.
class AwkwardRecordsTest {
  private static final long SEED = 3;
  private static final String GOOD = "{\"userId\":\"ann\",\"itemId\":\"book\"}";
  @TempDir private Path stateDir;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(stateDir, 1);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"userId\":\"ann\",\"itemId\":\"book\",\"value\":NaN}",
        "{\"userId\":\"ann\",\"itemId\":\"book\",\"itemId\":\"film\"}",
        "{\"userId\":\"ann\",\"itemId\":\"book\"}{}",
        "{\"userId\":\"ann\",\"itemId\":\"book\"",
        "{\"userId\":\"ann\",\"itemId\":\"\\ud800\"}",
      })
  void oddJsonIsRejected(String body) {
    topology.send("ann", body);
    assertThat(topology.rejections).hasSize(1);
    assertThat(topology.model.matrix().size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1e999, NOT_FINITE",
    "'\"5\"', INVALID_FIELD",
    "true, INVALID_FIELD",
    "[], INVALID_FIELD"
  })
  void aValueThatIsNoFiniteNumberIsRejected(String value, Rejection reason) {
    topology.send("ann", "{\"userId\":\"ann\",\"itemId\":\"book\",\"value\":%s}".formatted(value));
    assertThat(topology.rejections).containsExactly(reason);
  }

  @Test
  void deepNestingIsRejectedAndNotFollowed() {
    topology.send("ann", "{\"userId\":\"ann\",\"itemId\":\"book\",\"x\":" + "[".repeat(60_000));
    assertThat(topology.rejections).containsExactly(Rejection.MALFORMED);
  }

  @Test
  void bytesThatAreNoTextAreRejected() {
    byte[] noText = {'"', (byte) 0xc3, '"'};
    topology.send(noText, GOOD.getBytes(StandardCharsets.UTF_8));
    topology.send("ann".getBytes(StandardCharsets.UTF_8), noText);
    assertThat(topology.rejections).containsExactly(Rejection.KEY_MISMATCH, Rejection.MALFORMED);
  }

  @Test
  void randomBytesNeverFailTheTask() {
    var random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(4); change >= 0; change--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      topology.send("ann".getBytes(StandardCharsets.UTF_8), body);
    }
    assertThat(topology.model.matrix().tally().handled()).as("seed %d", SEED).isEqualTo(2_000);
  }

  @Test
  void idsOfTheLargestSizeAreLearnedAndRestored() {
    String user = "ü".repeat(128);
    String item = "𝄞".repeat(64);
    topology.view(user, item);
    assertThat(topology.rejections).isEmpty();
    byte[] key = topology.written(TopologyFixture.USERS_CHANGELOG).getFirst().key();
    assertThat(TopologyFixture.text(key)).isEqualTo(user);
    assertThat(topology.model.matrix().slotOf(item)).isZero();
  }

  /// A compressed batch can hold records far beyond the size that a producer may send.
  @Test
  void aDeadLetterIsNoLargerThanItMaySend() {
    topology.send("ann", "x".repeat(8 * 1024 * 1024));
    TestRecord<byte[], byte[]> letter = topology.written(TopologyFixture.DEAD_LETTERS).getFirst();
    assertThat(letter.value()).hasSize(EventIntake.MAX_EVENT_BYTES);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo(Rejection.OVERSIZED.label());
    assertThat(Integer.parseInt(header(letter, DeadLetters.CUT))).isGreaterThan(8 * 1024 * 1024);
    topology.view("ann", "book");
    assertThat(topology.model.matrix().tally().learned()).isEqualTo(1);
  }

  @Test
  void hugeHeadersAreLeftOutOfADeadLetter() {
    var sent =
        new Record<>(
            TopologyFixture.bytes("ann"),
            TopologyFixture.bytes("no JSON"),
            TopologyFixture.SENT_MILLIS,
            new RecordHeaders().add("huge", new byte[4 * 1024 * 1024]));
    Record<byte[], byte[]> letter = DeadLetters.letter(sent, source(), fault());
    assertThat(letter.headers().lastHeader("huge")).isNull();
    assertThat(letter.headers().lastHeader(DeadLetters.CUT)).isNotNull();
    assertThat(letter.value()).isEqualTo(sent.value());
  }

  @Test
  void aRecordOfABrokersUsualLimitIsRepeatedWhole() {
    topology.send("ann", "x".repeat(1024 * 1024));
    TestRecord<byte[], byte[]> letter = topology.written(TopologyFixture.DEAD_LETTERS).getFirst();
    assertThat(letter.value()).hasSize(1024 * 1024);
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);
    assertThat(letter.headers().lastHeader(DeadLetters.CUT)).isNull();
  }

  /// Streams' own extractor fails the task on a record that has no time of sending.
  @Test
  void aRecordWithoutATimeCountsAsSentIn1970() {
    topology.sendWithoutTime("ann", GOOD);
    assertThat(topology.model.matrix().tally().learned()).isEqualTo(1);
    assertThat(Objects.requireNonNull(topology.users().find("ann")).recentMillis(0)).isZero();
  }

  /// A cache without room passes the hook's key on at once.
  @Test
  void withoutACacheEverythingIsWrittenAllTheSame(@TempDir Path otherDir) {
    var config = new Properties();
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    try (var uncached = new TopologyFixture(otherDir, TopologyFixture.newModel(1), config)) {
      uncached.view("ann", "book");
      uncached.view("bob", "book");
      assertThat(uncached.written(TopologyFixture.USERS_CHANGELOG)).hasSize(2);
    }
  }

  private static RecordMetadata source() {
    return new RecordMetadata() {
      @Override
      public String topic() {
        return "interactions";
      }

      @Override
      public int partition() {
        return 0;
      }

      @Override
      public long offset() {
        return 1;
      }
    };
  }

  private static InvalidEventException fault() {
    return new InvalidEventException(Rejection.MALFORMED, "body", "no JSON", "is no JSON");
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return TopologyFixture.text(letter.headers().lastHeader(name).value());
  }
}
