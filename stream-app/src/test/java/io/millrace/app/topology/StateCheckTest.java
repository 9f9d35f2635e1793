package io.millrace.app.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.EventRules;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// State that does not go with what comes is told, not learned into.
class StateCheckTest {
  @TempDir private Path stateDir;
  private TaskFixture task;

  @BeforeEach
  void learn() {
    task = fixture().open();
    task.view("ann", "book");
    task.view("bob", "film");
    task.commit();
  }

  private TaskFixture fixture() {
    var model = InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1);
    return new TaskFixture(stateDir, model, 0);
  }

  @Test
  void aChangelogThatLostItsHeadIsRefused() {
    task.userLog.committed.removeIf(write -> new String(write.key, UTF_8).equals("ann"));
    assertThatExceptionOfType(IncompatibleStateException.class)
        .isThrownBy(() -> fixture().restoreFrom(task))
        .withMessageContaining("has 1 of 2 users of partition 0");
  }

  @Test
  void aRecordThatTheStateHoldsIsNotLearnedAgain() {
    TaskFixture next = fixture().restoreFrom(task);
    next.seek(1);
    assertThatExceptionOfType(IncompatibleStateException.class)
        .isThrownBy(() -> next.view("bob", "film"))
        .withMessageContaining("record 1 of interactions-0 comes again")
        .withMessageContaining("set them to 2");
    assertThat(next.items.part().tally().learned()).isEqualTo(2);
  }

  @Test
  void recordsMayBeMissing() {
    TaskFixture next = fixture().restoreFrom(task);
    next.seek(7);
    next.view("bob", "song");
    assertThat(next.items.part().tally().learned()).isEqualTo(3);
  }
}
