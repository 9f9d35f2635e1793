package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartitionWatchTest {
  private final AtomicInteger found = new AtomicInteger(4);
  private final PartitionWatch watch = new PartitionWatch("interactions", 4, found::get);

  @Test
  void aTopicThatStaysAsItIsIsNotTold() {
    watch.look();
    assertThat(watch.change()).isNull();
  }

  @Test
  void addedPartitionsAreToldWithWhatToDo() {
    found.set(6);
    watch.look();
    assertThat(watch.change())
        .contains("'interactions' has 6 partitions and had 4", "another --application-id");
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNoChange() {
    var silent =
        new PartitionWatch(
            "interactions",
            4,
            () -> {
              throw new StartException("does not answer");
            });
    silent.look();
    assertThat(silent.change()).isNull();
  }
}
