package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventRules;
import io.millrace.model.learner.UserState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dislikes, repeats and tests, as the task sees them.
class EventKindsTest {
  @TempDir private Path stateDir;
  private TaskFixture task;

  @BeforeEach
  void someHistory() {
    var model = InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1);
    task = new TaskFixture(stateDir, model, 0).open();
    for (int i = 0; i < 40; i++) {
      task.view("user" + i % 4, "item" + i * i % 7);
    }
    task.view("ann", "item0");
  }

  private UserState user(String id) {
    return Objects.requireNonNull(task.users.find(id), id);
  }

  private long countOf(String itemId) {
    int slot = task.model.matrix().slotOf(itemId);
    return task.model.matrix().blockOf(slot).counts()[slot % 256];
  }

  @Test
  void aDislikeMovesTheUserAndLeavesTheItem() {
    float[] vector = user("ann").vector();
    float[] item = task.row("item1");
    long count = countOf("item1");
    long tested = task.model.matrix().tally().tested();
    task.act("ann", "item1", "dislike");

    assertThat(user("ann").vector()).isNotEqualTo(vector);
    assertThat(user("ann").hasConsumed(task.model.matrix().slotOf("item1"))).isTrue();
    assertThat(user("ann").recentCount()).isEqualTo(1);
    assertThat(task.row("item1")).isEqualTo(item);
    assertThat(countOf("item1")).isEqualTo(count);
    assertThat(task.model.matrix().tally().tested()).isEqualTo(tested);
  }

  @Test
  void aRepeatIsLearnedAndCountedButNotTestedOrListedTwice() {
    long tested = task.model.matrix().tally().tested();
    long count = countOf("item0");
    task.view("ann", "item0");
    assertThat(user("ann").events()).isEqualTo(2);
    assertThat(user("ann").consumedCount()).isEqualTo(1);
    assertThat(countOf("item0")).isEqualTo(count + 1);
    assertThat(task.model.matrix().tally().tested()).isEqualTo(tested);
  }

  @Test
  void anItemThatWasOnlySeenOrDislikedHadNoEvents() {
    task.act("user0", "new", "seen");
    task.act("user1", "new", "dislike");
    long tested = task.model.matrix().tally().tested();
    task.view("ann", "new");
    assertThat(task.model.matrix().tally().tested()).isEqualTo(tested);
  }

  @Test
  void anEventIsTestedBeforeItIsLearned() {
    List<Long> eventsAtTest = new ArrayList<>();
    List<Long> countsAtTest = new ArrayList<>();
    long count = countOf("item1");
    task.onTest =
        () -> {
          eventsAtTest.add(user("ann").events());
          countsAtTest.add(countOf("item1"));
        };
    task.view("ann", "item1");
    assertThat(eventsAtTest).containsExactly(1L);
    assertThat(countsAtTest).containsExactly(count);
    assertThat(user("ann").events()).isEqualTo(2);
  }

  @Test
  void aCopyOfAUserIsNeverOfTheMiddleOfAnEvent() throws InterruptedException {
    List<String> torn = new ArrayList<>();
    var reader =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                UserState copy = task.users.find("eve");
                if (copy != null && copy.events() != copy.consumedCount()) {
                  torn.add(copy.events() + " events, " + copy.consumedCount() + " consumed");
                }
              }
            });
    reader.start();
    for (int i = 0; i < 1_500; i++) {
      task.act("eve", "thing" + i, i % 2 == 0 ? "seen" : "view");
    }
    reader.interrupt();
    reader.join();
    assertThat(torn).isEmpty();
    assertThat(user("eve").events()).isEqualTo(1_500);
  }
}
