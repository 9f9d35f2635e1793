package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventRules;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredPositionTest {
  @TempDir private Path stateDir;
  private TaskFixture task;

  @BeforeEach
  void open() {
    task = fixture().open();
  }

  private TaskFixture fixture() {
    var model = InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1);
    return new TaskFixture(stateDir, model, 0);
  }

  @Test
  void bothChangelogsEndEachWriteWithTheSamePosition() {
    task.view("ann", "book");
    task.view("ann", "film");
    task.commit();
    assertThat(task.userLog.lastPosition()).isEqualTo(new StoredPosition(1, 2, 0));
    assertThat(task.itemLog.lastPosition()).isEqualTo(new StoredPosition(1, 2, 0));
  }

  @Test
  void aCommitOfOneTopicAloneKeepsTheOffsetOfTheOther() {
    task.view("ann", "book");
    task.commit();
    task.sendUser("bob", null);
    task.commit();
    assertThat(task.itemLog.lastPosition()).isEqualTo(new StoredPosition(2, 1, 1_001));
    task.view("ann", "film");
    task.commit();
    assertThat(task.userLog.lastPosition()).isEqualTo(new StoredPosition(3, 2, 1_001));
  }

  @Test
  void aRestoredTaskGoesOnFromIt() {
    task.view("ann", "book");
    task.sendUser("bob", null);
    task.commit();
    TaskFixture next = fixture().restoreFrom(task);
    next.view("ann", "film");
    next.commit();
    assertThat(next.userLog.lastPosition()).isEqualTo(new StoredPosition(2, 2, 1_001));
    assertThat(next.itemLog.lastPosition()).isEqualTo(new StoredPosition(2, 2, 1_001));
  }

  @Test
  void anAbortedWriteIsNotCounted() {
    task.view("ann", "book");
    task.commit();
    task.view("ann", "film");
    task.flush();
    task.closeDirty();
    task.open();
    task.sendUser("bob", null);
    task.commit();
    assertThat(task.userLog.lastPosition()).isEqualTo(new StoredPosition(2, 1, 1_001));
  }

  @Test
  void aTaskThatBecomesAStandbyAndComesBackGoesOnFromItsOwn() {
    task.view("ann", "book");
    task.commit();
    task.recycle();
    task.start(task);
    task.sendUser("bob", null);
    task.commit();
    assertThat(task.itemLog.lastPosition()).isEqualTo(new StoredPosition(2, 1, 1_001));
  }

  @Test
  void whatAnOlderVersionHadReadIsUnknownUntilTheNextRecord() {
    task.view("ann", "book");
    task.commit();
    task.userLog.committed.removeIf(write -> StoredPosition.isKey(write.key));
    task.itemLog.committed.removeIf(write -> StoredPosition.isKey(write.key));
    TaskFixture next = fixture().restoreFrom(task);
    next.view("ann", "film");
    next.commit();
    assertThat(next.userLog.lastPosition())
        .isEqualTo(new StoredPosition(1, 2, StoredPosition.UNKNOWN));
  }

  @Test
  void changelogsThatDoNotBelongTogetherTellNoOffsets() {
    task.view("ann", "book");
    task.commit();
    task.view("ann", "film");
    task.commit();
    task.userLog.committed.removeIf(
        write -> StoredPosition.isKey(write.key) && StoredPosition.read(write.value).write() == 2);
    TaskFixture next = fixture().restoreFrom(task);
    next.sendUser("bob", null);
    next.commit();
    assertThat(next.itemLog.lastPosition())
        .isEqualTo(new StoredPosition(3, StoredPosition.UNKNOWN, 1_001));
  }

  @Test
  void bytesThatAreNoPositionAreRefused() {
    byte[] value = new StoredPosition(1, 2, 3).bytes();
    assertThat(StoredPosition.read(value)).isEqualTo(new StoredPosition(1, 2, 3));
    assertThatThrownBy(() -> StoredPosition.read(Arrays.copyOf(value, value.length - 1)))
        .isInstanceOf(IncompatibleStateException.class);
    byte[] other = value.clone();
    other[0] = 9;
    assertThatThrownBy(() -> StoredPosition.read(other)).hasMessageContaining("format 9");
    byte[] negative = value.clone();
    negative[16] = (byte) 0x80;
    assertThatThrownBy(() -> StoredPosition.read(negative))
        .isInstanceOf(IncompatibleStateException.class);
  }
}
