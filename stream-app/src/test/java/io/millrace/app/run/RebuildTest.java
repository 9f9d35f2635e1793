package io.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.model.event.Rejection;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A model that is learned anew beside a running one.
@ExtendWith(SharedBroker.class)
class RebuildTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Until ALL = new Until.End();

  private final SharedBroker.Running broker;

  RebuildTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void twoRebuildsAndTheRunningModelAreTheSameToTheBit() throws InterruptedException {
    try (var world = new TopicWorld(broker, "same", 1)) {
      world.item("item3", "{\"title\":\"Third\"}").item("item1", "{\"title\":\"First\"}");
      try (var running = Application.start(world.settings("same"))) {
        for (int batch = 0; batch < 2; batch++) {
          world.views(500);
          await().atMost(PATIENCE).until(() -> running.tally().handled() == world.sent());
        }
        assertThat(world.rebuild("same-a", ALL).tally().learned()).isEqualTo(world.sent());
        assertThat(running.commitAndStopLearning().learned()).isEqualTo(world.sent());
      }
      assertThat(world.rebuild("same-b", ALL).items()).isEqualTo(12);
      Map<String, String> running = world.model("same");
      assertThat(running)
          .as("seed %d", TopicWorld.SEED)
          .hasSizeGreaterThanOrEqualTo(20 + 2 * 12 + 2);
      assertThat(world.model("same-a")).as("seed %d", TopicWorld.SEED).isEqualTo(running);
      assertThat(world.model("same-b")).as("seed %d", TopicWorld.SEED).isEqualTo(running);
    }
  }

  @Test
  void aModelIsRebuiltWithTheStrengthsOfItsValues() throws InterruptedException {
    try (var world = new TopicWorld(broker, "strong", 1)) {
      AppSettings plain = world.settings("strong");
      AppSettings strong = world.withStrengths("strong", Map.of("rating", "(value - 3) / 2"));
      world.views(100).ratings(200);
      try (var running = Application.start(strong)) {
        await().atMost(PATIENCE).until(() -> running.tally().handled() == world.sent());
        running.commitAndStopLearning();
      }
      world.rebuild(strong, "strong-a");
      world.rebuild(plain, "strong-b");
      Map<String, String> running = world.model("strong");
      assertThat(world.model("strong-a")).as("seed %d", TopicWorld.SEED).isEqualTo(running);
      assertThat(world.model("strong-b")).as("seed %d", TopicWorld.SEED).isNotEqualTo(running);
    }
  }

  @Test
  void itStopsAtTheBoundAndWhoeverServesItLearnsOnFromThere() throws InterruptedException {
    try (var world = new TopicWorld(broker, "bound", 1)) {
      world.views(300);
      var offset = new Until.Offsets(Map.of(0, 120L));
      var time = new Until.Time(TopicWorld.SENT_MILLIS + 119_000);
      assertThat(Bounds.of(world.settings("bound"), 1, time).bound()).containsExactly(120);
      assertThat(Bounds.of(world.settings("bound"), 1, ALL).bound()).containsExactly(300);
      assertThat(world.rebuild("bound-o", offset).tally().handled()).isEqualTo(120);

      try (var serving = Application.start(world.settings("bound-o"))) {
        await().atMost(PATIENCE).until(() -> serving.tally().handled() == 300);
        assertThat(serving.tally().learned()).isEqualTo(300);
        assertThat(serving.next(0)).isEqualTo(300);
      }
    }
  }

  @Test
  void whatWasTakenBackLeavesNoTrace() throws InterruptedException {
    try (var world = new TopicWorld(broker, "taken", 2)) {
      world.views(200).view("ann", "only-anns").view("bob", "lost").view("bob", "item1");
      world.view("eve", "item1").view("eve", "item2");
      world.put("taken-users", TopicWorld.SENT_MILLIS + 1_000_000, "eve", null);
      world.erase("ann").item("lost", null);
      Rebuild.Result result = world.rebuild("taken-a", ALL);
      Tally tally = result.tally();
      assertThat(tally.handled()).isEqualTo(world.sent());
      assertThat(tally.of(Outcome.ERASED)).isEqualTo(1 + 1 + 2);
      assertThat(tally.rejected(Rejection.DELETED_ITEM)).isEqualTo(1);
      assertThat(result.items()).isEqualTo(12);
      assertThat(result.takenBack()).isEqualTo(2);
      assertThat(world.model("taken-a").keySet())
          .filteredOn(key -> key.contains(hex("ann")) || key.contains(hex("eve")))
          .isEmpty();

      // The list forgets what it deleted; the model does not.
      assertThat(world.model("taken-a").keySet()).anyMatch(key -> key.endsWith(hex("lost")));
    }
  }

  @Test
  void oneThatWasBrokenOffIsNotServedAndIsLearnedAnew() throws InterruptedException {
    try (var world = new TopicWorld(broker, "broken", 1)) {
      world.views(200);
      var crash = new IllegalStateException("the process is gone");
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  world.rebuild(
                      "broken-a",
                      ALL,
                      (done, total) -> {
                        if (done > 0) {
                          throw crash;
                        }
                      }))
          .isSameAs(crash);
      Refusals.assertRefused(() -> Application.start(world.settings("broken-a")))
          .contains("'broken-a' is not finished", "rebuild --into broken-a");

      assertThat(world.rebuild("broken-a", ALL).tally().learned()).isEqualTo(200);
      Refusals.assertRefused(() -> world.rebuild("broken-a", ALL))
          .contains("'broken-a' is built already");
    }
  }

  @Test
  void anIdThatIsTakenAndABoundThatIsNotThereAreRefused() throws InterruptedException {
    try (var world = new TopicWorld(broker, "refused", 1)) {
      world.views(10);
      try (var other = new Topics(world.settings("refused-other"))) {
        other.createOwn(1);
      }
      Refusals.assertRefused(() -> world.rebuild("refused-other", ALL))
          .contains("'refused-other' has topics");
      for (var wrong : List.of(Map.of(0, 11L), Map.of(1, 0L))) {
        Refusals.assertRefused(() -> world.rebuild("refused-a", new Until.Offsets(wrong)))
            .contains("until names");
      }
      for (String id : List.of("refused", "", "a/b", "serving")) {
        assertThatExceptionOfType(IllegalArgumentException.class)
            .isThrownBy(() -> world.rebuild(id, ALL))
            .withMessageContaining("into is '" + id + "'");
      }
    }
  }

  @Test
  void aBoundIsATimeOrOffsets() {
    assertThat(Until.parse("0:1000,3:7")).isEqualTo(new Until.Offsets(Map.of(0, 1_000L, 3, 7L)));
    long newYear = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    assertThat(Until.parse("2026-01-01")).isEqualTo(new Until.Time(newYear));
    assertThat(Until.parse("2026-01-01T01:00:00+01:00")).isEqualTo(new Until.Time(newYear));
    for (String wrong : List.of("", "soon", "0:", "0:1,", "0:1,0:2", "2026-13-01", "-1:3", "5")) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> Until.parse(wrong))
          .withMessageContaining("until is '" + wrong + "'");
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
