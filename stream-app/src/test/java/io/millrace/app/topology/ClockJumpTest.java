package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.feed.ItemFeed;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.model.event.EventRules;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Between the events the clock jumps: a task's ahead, a sender's back too. Under a clock that goes
/// back Streams calls nobody, and the instance ends: see ClockWatchTest.
class ClockJumpTest {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final int JUMPS = 2;
  private static final int EVENTS = 40; // before each jump, and after the last

  @TempDir private Path stateDir;

  /// The fixture fails if something is let go.
  @Test
  void aJumpUnderATaskChangesNothing() {
    InstanceModel model = model(new Limits(1_000, HOUR, 1_000, HOUR));
    try (var topology = new TopologyFixture(stateDir, model, new Properties())) {
      views(topology);
      for (int i = 0; i < JUMPS; i++) {
        topology.driver.advanceWallClockTime(Duration.ofMillis(DAY));
        views(topology);
      }
      int sent = EVENTS * (JUMPS + 1);
      Tally tally = model.matrix().tally();
      assertThat(tally.learned()).isEqualTo(sent);
      assertThat(tally.handled()).isEqualTo(sent);
      assertThat(model.positions().next(0)).isEqualTo(sent);
      assertThat(topology.rejections).isEmpty();
      assertThat(topology.outcomes).isEmpty();
      assertThat(tally.users()).isEqualTo(7);
      assertThat(model.matrix().size()).isEqualTo(11);
      assertThat(tally.newestMillis()).isEqualTo(TopologyFixture.SENT_MILLIS);
    }
  }

  private static void views(TopologyFixture topology) {
    for (int i = 0; i < EVENTS; i++) {
      topology.view("user" + i % 7, "item" + i % 11);
    }
  }

  /// Events without a time happened when they were sent, by the sender's clock.
  @Test
  void aJumpUnderASenderLosesNoEvent() {
    try (var topology = new TopologyFixture(stateDir, 1)) {
      long[] after = {0, DAY, -HOUR, 1_000};
      for (int i = 0; i < after.length; i++) {
        topology.viewAt("ann", "item" + i, TopologyFixture.SENT_MILLIS + after[i]);
      }
      topology.viewAt("ann", "item0", TopologyFixture.SENT_MILLIS - DAY, "e-1");
      topology.viewAt("ann", "item0", TopologyFixture.SENT_MILLIS + DAY, "e-1");

      UserState ann = Objects.requireNonNull(topology.users().find("ann"));
      assertThat(ann.events()).isEqualTo(5);
      assertThat(ann.consumedCount()).isEqualTo(4);
      assertThat(topology.outcomes).containsExactly(Outcome.REPEATED);
      assertThat(topology.rejections).isEmpty();
      for (int i = 1; i < ann.recentCount(); i++) {
        assertThat(ann.recentMillis(i - 1) - ann.recentMillis(i)).isNotNegative();
      }
      for (float each : ann.vector()) {
        assertThat(each).isFinite();
      }
      assertThat(topology.model.positions().next(0)).isEqualTo(6);
    }
  }

  @Test
  void freshnessIsNeverNegative() {
    var metrics = new AppMetrics();
    metrics.learned(System.currentTimeMillis() + HOUR);
    metrics.visible(System.currentTimeMillis() + HOUR);
    assertThat(metrics.learnedCount()).isEqualTo(1);
    assertThat(metrics.learnedTotalMillis()).isZero();
    assertThat(metrics.scrape().lines().filter(line -> line.matches("[a-z_]+(\\{.*})? -.*")))
        .isEmpty();
  }

  /// A mark must outlast the transactions of tasks that have not seen it, whatever the clock says.
  @Test
  void marksAreNotForgottenForAJump() {
    assertThat(marksAfterADay(Limits.DEFAULT.graceMillis())).isPositive();
    assertThat(marksAfterADay(0)).isZero();
  }

  private int marksAfterADay(long graceMillis) {
    InstanceModel model = model(new Limits(10, 0, 1_000, 0, graceMillis));
    TaskFixture task = new TaskFixture(stateDir.resolve("g" + graceMillis), model, 0).open();
    var feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
    int fed = 0;
    long now = System.currentTimeMillis();
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 20 && round < 2; i++) {
        task.view("ann", "item" + round + "-" + i);
      }
      task.view("ann", "kept");
      task.commit();
      for (; fed < task.itemLog.committed.size(); fed++) {
        KeyValue<byte[], byte[]> change = task.itemLog.committed.get(fed);
        feed.accept(new ConsumerRecord<>("changelog", 0, fed, change.key, change.value));
      }
      if (round == 1) {
        assertThat(task.itemsLetGo).containsKey(LetGo.LIMIT);
      }
      for (MockProcessorContext.CapturedPunctuator each : task.context.scheduledPunctuators()) {
        each.getPunctuator().punctuate(now + (round + 1) * DAY);
      }
    }
    return model.matrix().life().marks();
  }

  private static InstanceModel model(Limits limits) {
    return InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1, limits);
  }
}
