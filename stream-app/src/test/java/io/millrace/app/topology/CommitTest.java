package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventRules;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MINUTE_MILLIS = 60_000;

  @TempDir private Path stateDir;
  private TaskFixture task;
  private long eventMillis = 1_700_000_000_000L;

  @BeforeEach
  void open() {
    var model = InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1);
    task = new TaskFixture(stateDir, model, 0).open();
  }

  @Test
  void nothingIsWrittenBeforeTheCommit() {
    task.view("ann", "book");
    assertThat(task.userLog.uncommitted).isEmpty();
    assertThat(task.itemLog.uncommitted).isEmpty();
  }

  @Test
  void aRowThatChangedOftenIsWrittenOnce() {
    for (int i = 0; i < 30; i++) {
      task.view("user" + i % 3, "item" + i % 4);
    }
    task.flush();
    assertThat(task.userLog.uncommittedKeys())
        .containsExactlyInAnyOrder("user0", "user1", "user2", "position");
    assertThat(task.itemLog.uncommittedKeys())
        .containsExactlyInAnyOrder(
            "item0",
            "item1",
            "item2",
            "item3",
            "context of item0",
            "context of item1",
            "context of item2",
            "context of item3",
            "shared weights",
            "tally",
            "position");
  }

  @Test
  void theNextCommitWritesOnlyWhatChangedSince() {
    task.view("ann", "book");
    task.commit();
    task.act("bob", "film", "seen");
    task.flush();
    assertThat(task.userLog.uncommittedKeys()).containsExactly("bob", "position");
    assertThat(task.itemLog.uncommittedKeys()).containsExactly("tally", "position");
  }

  @Test
  void aCommitWithoutEventsWritesNothing() {
    task.view("ann", "book");
    task.commit();
    task.flush();
    assertThat(task.userLog.uncommitted).isEmpty();
    assertThat(task.itemLog.uncommitted).isEmpty();
  }

  @Test
  void aRejectedEventAloneIsCommittedInTheTally() {
    task.send("ann", "no JSON");
    task.flush();
    assertThat(task.userLog.uncommittedKeys()).containsExactly("position");
    assertThat(task.itemLog.uncommittedKeys()).containsExactly("tally", "position");
    assertThat(ItemCodec.readTally(task.itemLog.uncommitted.getFirst().value).rejected())
        .isEqualTo(1);
  }

  @Test
  void aFlushInTheMiddleWritesMoreButLosesNothing() {
    task.view("ann", "book");
    task.flush();
    task.view("ann", "film");
    task.flush();
    assertThat(task.userLog.uncommittedKeys())
        .containsExactly("ann", "position", "ann", "position");
    assertThat(task.userLog.uncommitted.get(2).value).isEqualTo(task.bytesOf("ann"));
  }

  @Test
  void aCacheWithoutRoomLosesNothing() {
    task.cacheIsFull = true;
    task.view("ann", "book");
    task.commit();
    assertThat(task.userLog.committed).hasSize(2);
    assertThat(task.userLog.committed.getFirst().value).isEqualTo(task.bytesOf("ann"));
    assertThat(task.itemLog.lastTally().learned()).isEqualTo(1);
  }

  @Test
  void aCommitIsAskedForBeforeATransactionGrowsWithoutBound() {
    for (int i = 0; i < 25_000; i++) {
      task.act("user" + i, "item" + i, "view");
    }
    assertThat(task.context.committed()).isFalse();
    for (int i = 25_000; i < 25_001; i++) {
      task.act("user" + i, "item" + i, "view");
    }
    assertThat(task.context.committed()).isTrue();
  }

  /// Of three partitions, some are learned elsewhere. [CommitPaceTest] has when commits are due;
  /// here and below they are asked for.
  @ParameterizedTest
  @CsvSource({"1, 300", "2, 150"})
  void aCommitIsAskedForBeforeOtherInstancesMissTooMuch(int active, int events) {
    TaskFixture first = open(active);
    viewTimes(first, events - 1, MINUTE_MILLIS);
    assertThat(first.context.committed()).isFalse();
    viewTimes(first, 1, MINUTE_MILLIS);
    assertThat(first.context.committed()).isTrue();
  }

  @Test
  void afterACommitTheCountBeginsAgain() {
    TaskFixture first = open(1);
    viewTimes(first, 299, MINUTE_MILLIS);
    first.commit();
    viewTimes(first, 299, MINUTE_MILLIS);
    assertThat(first.context.committed()).isFalse();
    viewTimes(first, 1, MINUTE_MILLIS);
    assertThat(first.context.committed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true"})
  void whatIsLearnedIsCommittedWithinASecond(int events, boolean commits) {
    TaskFixture first = open(3);
    viewTimes(first, events, 1);
    first.letPass(SECOND);
    assertThat(first.context.committed()).isEqualTo(commits);
  }

  /// The commit itself, and who reads it, take time too.
  @Test
  void whatIsTakenBackIsCommittedWellWithinASecond() {
    String user = Partitions.usersOf(0, 3, 1)[0];
    for (String type : new String[] {"undo", "erase"}) {
      TaskFixture first = open(3);
      viewTimes(first, 600, 1);
      first.letPass(SECOND);
      assertThat(first.context.committed()).as(type).isFalse();
      first.send(
          user, "{\"type\":\"%s\",\"userId\":\"%s\",\"itemId\":\"item0\"}".formatted(type, user));
      first.letPass(SECOND.dividedBy(4));
      assertThat(first.context.committed()).as(type).isTrue();
    }
  }

  /// The first of so many tasks of one instance, where the topic has three partitions.
  private TaskFixture open(int active) {
    var model = InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 3);
    var first = new TaskFixture(stateDir, model, 0).open();
    for (int partition = 1; partition < active; partition++) {
      new TaskFixture(stateDir, model, partition).open();
    }
    return first;
  }

  private void viewTimes(TaskFixture first, int events, int millisBetween) {
    String[] users = Partitions.usersOf(0, 3, 5);
    for (int i = 0; i < events; i++) {
      eventMillis += millisBetween;
      first.send(
          users[i % 5],
          "{\"userId\":\"%s\",\"itemId\":\"item%d\",\"timestamp\":%d}"
              .formatted(users[i % 5], i % 7, eventMillis));
    }
    assertThat(first.rejections).isEmpty();
  }
}
