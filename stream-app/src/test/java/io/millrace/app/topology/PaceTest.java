package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventWeights;
import io.millrace.model.vector.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a task does now and then: it asks for a commit, and ranks an event before learning it.
class PaceTest {
  @TempDir private Path stateDir;

  /// Opens a task for each of the first partitions.
  private List<TaskFixture> open(int tasks, int partitions) {
    var model = InstanceModel.create(TopologyFixture.settings(), EventWeights.DEFAULT, partitions);
    List<TaskFixture> opened = new ArrayList<>();
    for (int partition = 0; partition < tasks; partition++) {
      opened.add(new TaskFixture(stateDir, model, partition).open());
    }
    return opened;
  }

  private static void view(TaskFixture task, int events) {
    for (int i = 0; i < events; i++) {
      task.view("user" + i % 7, "item" + i % 5);
    }
  }

  /// 300 events of all tasks of an instance may be unknown to the others.
  @ParameterizedTest(name = "{0} of {1} partitions")
  @CsvSource({"1, 4, 300", "2, 4, 150", "3, 4, 100"})
  void aTaskAsksForACommitBeforeOthersMissTooMuch(int tasks, int partitions, int events) {
    TaskFixture task = open(tasks, partitions).getFirst();
    view(task, events - 1);
    assertThat(task.context.committed()).as("after %d events", events - 1).isFalse();
    view(task, 1);
    assertThat(task.context.committed()).as("after %d events", events).isTrue();

    task.context.resetCommit();
    task.commit();
    view(task, events - 1);
    assertThat(task.context.committed()).as("after %d more", events - 1).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  void whereEveryPartitionIsLearnedHereNobodyMissesAnything(int partitions) {
    TaskFixture task = open(partitions, partitions).getFirst();
    view(task, 2_000);
    assertThat(task.context.committed()).isFalse();
  }

  /// Ranking takes time in proportion to the items, so 60 items' worth are ranked for each event.
  @ParameterizedTest(name = "{0} items")
  @CsvSource({"30, 1", "60, 1", "600, 0.1", "2400, 0.025"})
  void fewerEventsAreRankedTheMoreItemsThereAre(int items, double share) {
    var model =
        InstanceModel.create(
            TopologyFixture.settings(),
            EventWeights.DEFAULT,
            1,
            InstanceModel.AUTOMATIC_SHARE,
            Kernels.best());
    var task = new TaskFixture(stateDir, model, 0).open();
    for (int item = 0; item < items; item++) {
      task.view("first", "item" + item); // has seen them all: is never ranked
    }
    int[] ranked = new int[1];
    task.onTest = () -> ranked[0]++;
    int expected = 0;
    for (int user = 0; user < 400; user++) {
      for (int i = 0; i < 11; i++) {
        task.view("user" + user, "item" + (user + i) % items);
      }
      expected += 10; // a user's first event has no rank
    }
    double deviation = Math.sqrt(expected * share * (1 - share));
    assertThat((double) ranked[0])
        .isBetween(expected * share - 4 * deviation, expected * share + 4 * deviation);
  }

  @Test
  void theEventsThatAreRankedAreTheSameAfterARestart() {
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      var model =
          InstanceModel.create(
              TopologyFixture.settings(), EventWeights.DEFAULT, 1, 0.3, Kernels.best());
      var task = new TaskFixture(stateDir, model, 0).open();
      List<Integer> ranked = new ArrayList<>();
      int[] event = new int[1];
      task.onTest = () -> ranked.add(event[0]);
      for (; event[0] < 200; event[0]++) {
        task.view("user" + event[0] % 10, "item" + event[0] % 33);
      }
      runs.add(ranked);
    }
    assertThat(runs.get(0)).isNotEmpty().hasSizeLessThan(150).isEqualTo(runs.get(1));
  }
}
