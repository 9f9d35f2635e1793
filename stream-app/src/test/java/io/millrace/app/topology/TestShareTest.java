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

/// Which events a task ranks before it learns them.
class TestShareTest {
  @TempDir private Path stateDir;

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
