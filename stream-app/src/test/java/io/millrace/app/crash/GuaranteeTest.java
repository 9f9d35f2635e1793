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
/// Millrace gives and, to show that the comparison can fail, with a weaker one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuaranteeTest {
  private static final int EVENTS = 5_000;
  private static final int PARTITIONS = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path folder = Path.of("");
  private EmbeddedBroker broker;
  private final Truth truth = new Truth(100, 50, 1);

  @BeforeAll
  void send(@TempDir Path shared) {
    folder = shared;
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    try (var topics = new Topics(TestSettings.of(broker.bootstrapServers(), "any", folder))) {
      topics.createInputs(PARTITIONS);
    }
    try (var sender = new Sender(truth, EVENTS, EVENTS, broker.bootstrapServers())) {
      await().atMost(PATIENCE).until(sender::isDone);
    }
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void whatWasFlushedAndNotCommittedIsLearnedOnce() throws Exception {
    assertThat(differencesAfterDeath("exactly_once_v2")).isEmpty();
  }

  @Test
  void withAWeakerGuaranteeItIsLearnedTwice() throws Exception {
    assertThat(differencesAfterDeath("at_least_once"))
        .first()
        .asString()
        .matches("learned in all: \\d+ instead of " + EVENTS);
  }

  private List<String> differencesAfterDeath(String guarantee) throws Exception {
    try (var victim = instance(guarantee, true)) {
      victim.process().awaitExit(PATIENCE);
    }
    try (var survivor = instance(guarantee, false)) {
      survivor.awaitReady();
      await()
          .atMost(PATIENCE)
          .until(() -> survivor.status().lag() == 0 && survivor.status().learned() >= EVENTS);
      return new Comparison(
              truth, guarantee, PARTITIONS, broker.bootstrapServers(), List.of(survivor))
          .differences();
    }
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
