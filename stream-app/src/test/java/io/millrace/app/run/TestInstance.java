package io.millrace.app.run;

import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.learner.LearnerSettings;
import java.nio.file.Path;
import java.util.Map;

/// An embedded broker with its topics, and instances on it, for tests of the whole.
public final class TestInstance implements AutoCloseable {
  private final Path folder;
  private final Growth growth;
  private final EmbeddedBroker broker;
  private int instances;

  /// @param growth how much its instances may know
  public TestInstance(Path folder, Growth growth) {
    this.folder = folder;
    this.growth = growth;
    this.broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    try (var topics = new Topics(settings("setup"))) {
      topics.createInputs(Topics.DEFAULT_PARTITIONS);
    }
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /// One more instance of the same application.
  public Application start() throws InterruptedException {
    return Application.start(settings("streams-" + ++instances));
  }

  /// Stops the broker under its instances.
  public void stopBroker() {
    broker.close();
  }

  AppSettings settings(String stateDir) {
    return new AppSettings(
        broker.bootstrapServers(),
        "app",
        "interactions",
        "items",
        "users",
        LearnerSettings.DEFAULT.withRank(16),
        EventRules.DEFAULT,
        TestShare.ALL,
        AppSettings.DEFAULT_SIMILAR_USERS,
        InstanceModel.DEFAULT_EVENT_IDS,
        1,
        200,
        GroupSettings.alone(3_000),
        folder.resolve(stateDir),
        "127.0.0.1",
        0,
        "127.0.0.1",
        Map.of(),
        growth);
  }

  @Override
  public void close() {
    broker.close();
  }
}
