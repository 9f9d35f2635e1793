package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the changelog gets of users who are erased between two commits.
class ErasureAtCommitTest {
  @TempDir private Path stateDir;
  private TaskFixture task;

  @BeforeEach
  void open() {
    task = new TaskFixture(stateDir, TopologyFixture.newModel(1), 0).open();
    task.view("ann", "book");
    task.view("bob", "book");
    task.commit();
  }

  @Test
  void anErasedUserLeavesATombstoneAndNoTraceInTheStore() {
    task.view("ann", "film");
    erase("ann");
    task.flush();
    assertThat(task.userLog.uncommittedKeys()).containsExactly("ann", "position");
    assertThat(task.userLog.uncommitted.getFirst().value).isNull();
    assertThat(task.users.approximateNumEntries()).isEqualTo(1);
    assertThat(task.users.dirtyCount()).isZero();
    assertThat(task.model.userIndex().size()).isEqualTo(1);
  }

  @Test
  void aUserWhoIsLearnedAfterTheErasureIsWrittenAsNew() {
    erase("ann");
    task.view("ann", "film");
    task.flush();
    assertThat(task.userLog.uncommittedKeys()).containsExactly("ann", "position");
    assertThat(task.userLog.uncommitted.getFirst().value).isEqualTo(task.bytesOf("ann"));
    erase("ann");
    erase("ann");
    task.flush();
    assertThat(task.userLog.uncommitted.get(2).value).isNull();
    assertThat(task.userLog.uncommitted).hasSize(4);
  }

  @Test
  void theTopicOfUsersAloneMakesACommitWriteIt() {
    task.sendUser("ann", null);
    task.flush();
    assertThat(task.userLog.uncommittedKeys()).containsExactly("ann", "position");
    assertThat(task.itemLog.uncommittedKeys()).containsExactly("tally", "position");
    assertThat(ItemCodec.readTally(task.itemLog.uncommitted.getFirst().value).users()).isEqualTo(1);
  }

  @Test
  void aRestoredStoreDoesNotKnowTheUser() {
    erase("ann");
    task.commit();
    task.closeDirty();
    task.open();
    assertThat(task.users.find("ann")).isNull();
    assertThat(task.users.find("bob")).isNotNull();
    assertThat(task.model.userIndex().size()).isEqualTo(1);
    assertThat(task.model.matrix().tally().users()).isEqualTo(1);
  }

  @Test
  void anErasureThatIsNotCommittedHasNotBeen() {
    erase("ann");
    task.closeDirty();
    task.open();
    assertThat(task.users.find("ann")).isNotNull();
    task.view("bob", "film");
    task.commit();
    assertThat(task.users.find("ann")).isNotNull();
    assertThat(task.userLog.committed).noneMatch(write -> write.value == null);
  }

  private void erase(String userId) {
    task.send(userId, "{\"type\":\"erase\",\"userId\":\"%s\"}".formatted(userId));
  }
}
