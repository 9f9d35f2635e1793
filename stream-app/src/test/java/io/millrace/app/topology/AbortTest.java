package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.feed.ItemFeed;
import io.millrace.model.event.EventRules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// After an abort Streams closes the task and initialises the same processor and stores again.
class AbortTest {
  @TempDir private Path stateDir;
  private InstanceModel model;
  private TaskFixture task;

  @BeforeEach
  void commitSome() {
    model = InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 2);
    task = new TaskFixture(stateDir, model, 1).open();
    learn(40);
    task.commit();
  }

  /// Users whose keys are at home on partition 1 of 2.
  private void learn(int events) {
    for (int i = 0; i < events; i++) {
      task.view(USERS[i % USERS.length], "item" + i * i % 11);
    }
    assertThat(task.rejections).isEmpty();
  }

  private static final String[] USERS = Partitions.usersOf(1, 2, 5);

  private Map<String, float[]> rows() {
    Map<String, float[]> rows = new HashMap<>();
    for (int slot = 0; slot < model.matrix().size(); slot++) {
      rows.put(model.matrix().idOf(slot), task.row(model.matrix().idOf(slot)));
    }
    return rows;
  }

  private Map<String, byte[]> users() {
    Map<String, byte[]> users = new HashMap<>();
    for (String id : USERS) {
      users.put(id, task.bytesOf(id));
    }
    return users;
  }

  private static <T> void assertSame(Map<String, T> found, Map<String, T> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((id, value) -> assertThat(found.get(id)).as(id).isEqualTo(value));
  }

  @Test
  void whatWasNotCommittedLeavesNoTrace() {
    Map<String, float[]> committedRows = rows();
    Map<String, byte[]> committedUsers = users();
    learn(25);
    assertThat(model.matrix().tally().learned()).isEqualTo(65);

    task.closeDirty();
    task.open();

    assertSame(users(), committedUsers);
    assertSame(rows(), committedRows);
    assertThat(model.matrix().tally().learned()).isEqualTo(40);
    assertThat(model.matrix().tally().users()).isEqualTo(USERS.length);
  }

  @Test
  void theEventsAreLearnedAgainAndCommittedOnce() {
    learn(25);
    task.closeDirty();
    task.open();
    learn(25);
    task.commit();
    assertThat(task.itemLog.lastTally().learned()).isEqualTo(65);
    assertThat(model.positions().next(1)).isEqualTo(65);
  }

  @Test
  void nothingIsWrittenWhileTheTaskIsClosed() {
    learn(25);
    task.closeDirty();
    assertThat(task.userLog.uncommitted).isEmpty();
    assertThat(task.itemLog.uncommitted).isEmpty();
  }

  @Test
  void whileTheTaskIsClosedTheMatrixShowsWhatTheFeedBrought() {
    Map<String, float[]> committedRows = rows();
    var feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
    for (var write : task.itemLog.committed) {
      feed.accept(new ConsumerRecord<>("items", 1, 0, write.key, write.value));
    }
    learn(25);
    task.closeDirty();

    assertSame(rows(), committedRows);
    assertThat(model.matrix().tally().learned()).isEqualTo(40);
    assertThat(task.users.isOpen()).isFalse();
    assertThat(task.users.find(USERS[0])).isNull();
    assertThat(model.positions().next(1)).isEqualTo(Positions.UNKNOWN);
  }

  @Test
  void aTaskThatLostItsPartitionDoesNotUndoItsSuccessor() {
    var successor = new TaskFixture(stateDir, model, 1).restoreFrom(task);
    successor.view(USERS[0], "item1");
    float[] row = successor.row("item1");
    task.closeDirty();
    assertThat(successor.row("item1")).isEqualTo(row);
    assertThat(model.matrix().tally().learned()).isEqualTo(41);
  }
}
