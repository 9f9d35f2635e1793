package io.millrace.app.run;

import java.nio.charset.StandardCharsets;

/// Says which model of an application is to be served.
public final class Promotion {
  private Promotion() {}

  /// Has the application's instances serve a model.
  ///
  /// @throws StartException if there is no such model, it is not built, or not of the same topics
  public static void promote(AppSettings application, String modelId) throws InterruptedException {
    try (var topics = new Topics(application)) {
      int partitions = topics.requireInputs();
      topics.createModels();
      Models models = Models.read(application);
      AppSettings chosen = models.settingsOf(application, modelId);
      ModelRecord found = models.of(modelId);
      if (found != null && found.bound().size() != partitions) {
        throw new StartException(
            "model '%s' was learned from %d partitions, but '%s' has %d"
                .formatted(
                    modelId, found.bound().size(), application.interactionsTopic(), partitions));
      }
      if (found != null || topics.exists(chosen.itemsChangelog())) {
        GroupOffsets.requireSome(chosen);
      }
    }
    Models.write(application, Models.SERVING, modelId.getBytes(StandardCharsets.UTF_8));
  }
}
