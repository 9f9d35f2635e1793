package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Producers that send an event again.
class RepeatedEventsTest {
  @TempDir private Path stateDir;

  @Test
  void anEventIsLearnedOnceHoweverOftenItIsSent() {
    try (var topology = new TopologyFixture(stateDir, 1)) {
      for (int i = 0; i < 5; i++) {
        topology.send("ann", event("ann", "book", "e1"));
      }
      topology.send("ann", event("ann", "film", "e1")); // whatever else it says
      Tally tally = topology.model.matrix().tally();
      assertThat(tally.learned()).isEqualTo(1);
      assertThat(tally.of(Outcome.REPEATED)).isEqualTo(5);
      assertThat(tally.handled()).isEqualTo(6);
      assertThat(topology.outcomes).hasSize(5).containsOnly(Outcome.REPEATED);
      assertThat(topology.model.positions().next(0)).isEqualTo(6);
      assertThat(known(topology, "ann").events()).isEqualTo(1);
      assertThat(topology.model.matrix().slotOf("film")).isNegative();

      topology.send("ann", event("ann", "book", "e2"));
      topology.send("bob", event("bob", "book", "e1"));
      topology.view("ann", "book");
      topology.view("ann", "book");
      assertThat(topology.model.matrix().tally().learned()).isEqualTo(5);
    }
  }

  @Test
  void onlyTheLastIdsAreRemembered() {
    InstanceModel model = TopologyFixture.newModel(1).withEventIds(3);
    try (var topology = new TopologyFixture(stateDir, model, new Properties())) {
      for (int i = 0; i < 4; i++) {
        topology.send("ann", event("ann", "book", "e" + i));
      }
      topology.send("ann", event("ann", "book", "e1"));
      assertThat(model.matrix().tally().learned()).isEqualTo(4);
      topology.send("ann", event("ann", "book", "e0"));
      assertThat(model.matrix().tally().learned()).isEqualTo(5);
    }
  }

  @Test
  void withoutRoomForIdsEveryEventIsLearned() {
    InstanceModel model = TopologyFixture.newModel(1).withEventIds(0);
    try (var topology = new TopologyFixture(stateDir, model, new Properties())) {
      topology.send("ann", event("ann", "book", "e1"));
      topology.send("ann", event("ann", "book", "e1"));
      assertThat(model.matrix().tally().learned()).isEqualTo(2);
      assertThat(known(topology, "ann").eventIdCount()).isZero();
    }
  }

  @Test
  void aDeadLetterDoesNotUseUpItsId() {
    try (var topology = new TopologyFixture(stateDir, 1)) {
      topology.send("ann", event("ann", "book", "e0"));
      topology.send("ann", event("ann", "book", "e1").replace("view", "stare"));
      topology.send("ann", event("ann", "book", "e1"));
      assertThat(topology.model.matrix().tally().learned()).isEqualTo(2);
      assertThat(topology.model.matrix().tally().rejected()).isEqualTo(1);
      assertThat(topology.outcomes).isEmpty();
    }
  }

  @Test
  void idsAreKnownAfterARestartButNotThoseOfAnAbort() {
    var task = new TaskFixture(stateDir, TopologyFixture.newModel(1), 0).open();
    task.send("ann", event("ann", "book", "e1"));
    task.commit();
    task.send("ann", event("ann", "book", "e2"));
    task.closeDirty();
    task.open();
    task.send("ann", event("ann", "book", "e1"));
    task.send("ann", event("ann", "book", "e2"));
    assertThat(task.model.matrix().tally().learned()).isEqualTo(2);
    assertThat(task.model.matrix().tally().of(Outcome.REPEATED)).isEqualTo(1);
  }

  @Test
  void aRepeatAloneIsCommittedInTheTally() {
    var task = new TaskFixture(stateDir, TopologyFixture.newModel(1), 0).open();
    task.send("ann", event("ann", "book", "e1"));
    task.commit();
    task.send("ann", event("ann", "book", "e1"));
    task.flush();
    assertThat(task.userLog.uncommittedKeys()).containsExactly("position");
    assertThat(task.itemLog.uncommittedKeys()).containsExactly("tally", "position");
  }

  @Test
  void anUndoneEventIsNotLearnedAgain() {
    try (var topology = new TopologyFixture(stateDir, 1)) {
      topology.send("ann", event("ann", "book", "e1"));
      topology.send("ann", "{'type':'undo','userId':'ann','itemId':'book'}".replace('\'', '"'));
      topology.send("ann", event("ann", "book", "e1"));
      assertThat(topology.outcomes).containsExactly(Outcome.UNDONE, Outcome.REPEATED);
      assertThat(known(topology, "ann").consumedCount()).isZero();
    }
  }

  private static String event(String userId, String itemId, String eventId) {
    return "{\"userId\":\"%s\",\"itemId\":\"%s\",\"type\":\"view\",\"eventId\":\"%s\"}"
        .formatted(userId, itemId, eventId);
  }

  private static UserState known(TopologyFixture topology, String userId) {
    return Objects.requireNonNull(topology.users().find(userId), userId);
  }
}
