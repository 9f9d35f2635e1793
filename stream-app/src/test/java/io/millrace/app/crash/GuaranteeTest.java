package io.millrace.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.EmbeddedBroker;
import io.millrace.app.run.TestSettings;
import io.millrace.app.run.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An instance that dies between the flush of its state and the commit, with the guarantee that
/// Millrace gives and, to show that it matters, with a weaker one: then what is stored holds events
/// that come again, which an instance refuses to learn twice.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuaranteeTest {
  private static final int EVENTS = 5_000;
  private static final int PARTITIONS = 1;
  private static final String EXACTLY_ONCE = "exactly_once_v2";
  private static final String AT_LEAST_ONCE = "at_least_once";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path folder = Path.of("");
  private EmbeddedBroker broker;
  private final Truth truth = new Truth(100, 50, 1);
  private final Logins logins = new Logins(100, EVENTS, 1);

  @BeforeAll
  void dieBeforeACommit(@TempDir Path shared) throws Exception {
    folder = shared;
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    try (var topics = new Topics(TestSettings.of(broker.bootstrapServers(), "any", folder))) {
      topics.createInputs(PARTITIONS);
    }
    try (var sender =
        new Sender(truth, logins, EVENTS, EVENTS, broker.bootstrapServers(), () -> EVENTS)) {
      await().atMost(PATIENCE).until(sender::isDone);
    }
    try (var one = instance(EXACTLY_ONCE, true);
        var other = instance(AT_LEAST_ONCE, true)) {
      for (InstanceProcess victim : List.of(one, other)) {
        assertThat(victim.process().awaitExit(PATIENCE))
            .as("%s %s", victim.name(), victim.process().err())
            .isEqualTo(HaltAfterFlush.KILLED);
      }
    }
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void whatWasFlushedAndNotCommittedIsLearnedOnce() throws Exception {
    try (var survivor = instance(EXACTLY_ONCE, false)) {
      survivor.awaitReady(PATIENCE);
      await()
          .atMost(PATIENCE)
          .until(() -> survivor.status().lag() == 0 && survivor.status().learned() >= EVENTS);
      assertThat(differences(survivor)).isEmpty();

      // One event that was never sent is enough to be told.
      truth.acknowledge(truth.draw());
      assertThat(differences(survivor))
          .contains("learned in all: %d instead of %d".formatted(EVENTS, EVENTS + 1))
          .hasSize(3);
    }
  }

  @Test
  void withAWeakerGuaranteeItWouldBeLearnedTwice() throws Exception {
    try (var survivor = instance(AT_LEAST_ONCE, false)) {
      assertThat(survivor.process().awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(survivor.process().err())
          .anyMatch(line -> line.contains("comes again, though what was learned holds all up to"));
    }
  }

  private List<String> differences(InstanceProcess survivor) throws Exception {
    return new Comparison(
            truth,
            logins,
            survivor.name(),
            PARTITIONS,
            broker.bootstrapServers(),
            List.of(survivor))
        .differences();
  }

  private InstanceProcess instance(String guarantee, boolean halts) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--application-id",
                guarantee,
                "--state-dir",
                folder.resolve(guarantee).toString(),
                "--streams-config",
                "processing.guarantee=" + guarantee,
                "--streams-config",
                "commit.interval.ms=100"));
    if (halts) {
      arguments.addAll(
          List.of(
              "--streams-config",
              "producer.interceptor.classes=" + HaltAfterFlush.class.getName(),
              "--streams-config",
              "producer." + HaltAfterFlush.COMMIT + "=3"));
    }
    return new InstanceProcess(guarantee, "512m", arguments);
  }
}
