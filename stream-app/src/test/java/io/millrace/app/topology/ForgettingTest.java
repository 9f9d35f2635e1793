package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Rejection;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What users take back, and users who are erased, through the topology.
class ForgettingTest {
  @TempDir private Path stateDir;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(stateDir, 1);
    for (String user : List.of("ann", "bob")) {
      topology.view(user, "book");
      topology.view(user, "film");
    }
    topology.written(TopologyFixture.USERS_CHANGELOG);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void whatIsUndoneIsForgottenAndCounted() {
    undo("ann", "book");
    undo("ann", "book");
    undo("ann", "unheard-of");
    undo("nobody", "book");

    UserState ann = known("ann");
    assertThat(ann.events()).isEqualTo(1);
    assertThat(ann.hasConsumed(slotOf("book"))).isFalse();
    assertThat(ann.hasConsumed(slotOf("film"))).isTrue();
    assertThat(countOf("book")).isEqualTo(1);
    assertThat(countOf("film")).isEqualTo(2);
    assertThat(topology.model.matrix().slotOf("unheard-of")).isNegative();
    assertThat(topology.users().find("nobody")).isNull();
    assertThat(tally().of(Outcome.UNDONE)).isEqualTo(4);
    assertThat(tally().learned()).isEqualTo(4);
    assertThat(tally().handled()).isEqualTo(8);
    assertThat(topology.written(TopologyFixture.USERS_CHANGELOG))
        .singleElement()
        .satisfies(written -> assertThat(written.key()).isEqualTo(TopologyFixture.bytes("ann")));
  }

  @Test
  void aUserWhoUndidEverythingIsStillOne() {
    undo("ann", "book");
    undo("ann", "film");
    assertThat(known("ann").events()).isZero();
    topology.view("ann", "book");
    assertThat(tally().users()).isEqualTo(2);
  }

  @Test
  void anErasedUserIsGoneAndStartsAsNew() {
    topology.send("ann", "{\"type\":\"erase\",\"userId\":\"ann\"}");
    assertErased(Outcome.ERASED);
    assertThat(tally().handled()).isEqualTo(5);
    assertThat(topology.model.positions().next(0)).isEqualTo(5);
    topology.send("ann", "{\"type\":\"erase\",\"userId\":\"ann\"}"); // nobody by now
    assertThat(tally().users()).isEqualTo(1);
    assertThat(topology.written(TopologyFixture.USERS_CHANGELOG)).isEmpty();

    topology.view("ann", "film");
    assertThat(known("ann").events()).isEqualTo(1);
    assertThat(known("ann").consumedCount()).isEqualTo(1);
    assertThat(tally().users()).isEqualTo(2);
  }

  @Test
  void aNullOnTheTopicOfUsersErasesAndIsNoEvent() {
    topology.sendUser("ann", null);
    assertErased();
    assertThat(topology.usersErased).isEqualTo(1);
    assertThat(tally().handled()).isEqualTo(4);
    assertThat(topology.model.positions().next(0)).isEqualTo(4);
  }

  private void assertErased(Outcome... outcomes) {
    assertThat(topology.outcomes).containsExactly(outcomes);
    assertThat(topology.users().find("ann")).isNull();
    assertThat(topology.users().find("bob")).isNotNull();
    assertThat(tally().users()).isEqualTo(1);
    assertThat(topology.model.userIndex().size()).isEqualTo(1);
    assertThat(countOf("book")).isEqualTo(2); // the item's rows keep what they learned
    TestRecord<byte[], byte[]> tombstone =
        topology.written(TopologyFixture.USERS_CHANGELOG).getFirst();
    assertThat(tombstone.key()).isEqualTo(TopologyFixture.bytes("ann"));
    assertThat(tombstone.value()).isNull();
  }

  @Test
  void detailsOfAUserAreTakenAndNothingIsMadeOfThem() {
    topology.sendUser("ann", "{\"attributes\":{\"age\":\"30\"}}");
    topology.sendUser("eve", "{}");
    assertThat(known("ann").events()).isEqualTo(2);
    assertThat(topology.users().find("eve")).isNull();
    assertThat(topology.rejections).isEmpty();
    assertThat(topology.written(TopologyFixture.DEAD_LETTERS)).isEmpty();
  }

  @Test
  void fieldsThatNobodyKnowsAreToldAndCostNothing() {
    topology.send("ann", "{\"userId\":\"ann\",\"itemId\":\"song\",\"price\":9}");
    topology.sendUser("ann", "{\"age\":30}");
    assertThat(known("ann").events()).isEqualTo(3);
    assertThat(topology.rejections).isEmpty();
    assertThat(topology.unknownFields).containsExactly("interactions price", "users age");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      quoteCharacter = '`',
      value = {
        "ann, no JSON, malformed, body",
        "ann, [], malformed, body",
        "null, {}, missing-key, key",
        "``, null, invalid-field, key",
      })
  void aRecordThatSaysNothingOfAUserIsADeadLetter(
      String key, String value, String reason, String field) {
    topology.sendUser(key, value);
    assertThat(topology.rejections).containsExactly(Rejection.ofLabel(reason));
    assertThat(tally().handled()).isEqualTo(4);
    TestRecord<byte[], byte[]> letter = topology.written(TopologyFixture.DEAD_LETTERS).getFirst();
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("users");
    assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("0");
    assertThat(header(letter, DeadLetters.FIELD)).isEqualTo(field);
    assertThat(known("ann").events()).isEqualTo(2);
  }

  @Test
  void aKeyOfUsersThatIsNoTextOrElsewhereAtHomeErasesNobody() {
    topology.sendUser(new byte[] {(byte) 0xc3}, null);
    topology.sendUser("u".repeat(257), null);
    try (var four = new TopologyFixture(stateDir.resolve("four"), 4)) {
      four.sendUser(Partitions.usersOf(1, 4, 1)[0], null);
      assertThat(four.rejections).containsExactly(Rejection.WRONG_PARTITION);
    }
    assertThat(topology.rejections).containsExactly(Rejection.INVALID_FIELD, Rejection.OVERSIZED);
  }

  /// What comes between two events on the topic of users must not change what they learn.
  @Test
  void randomNumbersDependOnTheInteractionsAlone(@TempDir Path otherDir) {
    try (var other = new TopologyFixture(otherDir, 1)) {
      for (int i = 0; i < 30; i++) {
        String user = "user" + i % 3;
        other.view(user, "item" + i % 7);
        other.sendUser("somebody", i % 2 == 0 ? null : "{}");
      }
      try (var plain = new TopologyFixture(stateDir.resolve("plain"), 1)) {
        for (int i = 0; i < 30; i++) {
          plain.view("user" + i % 3, "item" + i % 7);
        }
        for (int i = 0; i < 3; i++) {
          assertThat(Objects.requireNonNull(other.users().find("user" + i)).vector())
              .isEqualTo(Objects.requireNonNull(plain.users().find("user" + i)).vector());
        }
      }
    }
  }

  private void undo(String userId, String itemId) {
    topology.send(
        userId,
        "{\"type\":\"undo\",\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId));
  }

  private Tally tally() {
    return topology.model.matrix().tally();
  }

  private int slotOf(String itemId) {
    return topology.model.matrix().slotOf(itemId);
  }

  private long countOf(String itemId) {
    return topology.model.matrix().blockOf(slotOf(itemId)).counts()[slotOf(itemId)];
  }

  private UserState known(String userId) {
    return Objects.requireNonNull(topology.users().find(userId), userId);
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return TopologyFixture.text(letter.headers().lastHeader(name).value());
  }
}
