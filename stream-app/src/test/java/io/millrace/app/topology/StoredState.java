package io.millrace.app.topology;

import io.millrace.app.feed.ItemFeed;
import io.millrace.app.feed.TopicReader;
import io.millrace.model.event.EventRules;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What the changelogs of an application say, read as a stranger would.
///
/// @param matrix of the item rows, the committed parts added up
/// @param users by id
public record StoredState(ItemMatrix matrix, Map<String, UserState> users) {

  /// Reads both changelogs to their ends.
  public static StoredState read(
      String bootstrapServers, String applicationId, LearnerSettings settings, int partitions) {
    var model = InstanceModel.create(settings, EventRules.DEFAULT, partitions);
    ItemMatrix matrix = model.matrix();
    var feed = new ItemFeed(matrix, model.feedProgress(), sentMillis -> {});
    each(bootstrapServers, applicationId + "-items-changelog", feed::accept);
    var codec = new UserCodec(model);
    Map<String, UserState> users = new HashMap<>();
    each(
        bootstrapServers,
        applicationId + "-users-changelog",
        change -> {
          if (StoredPosition.isKey(change.key())) {
            return;
          }
          String id = StoredUser.userId(change.key());
          if (change.value() == null) {
            users.remove(id);
          } else {
            users.put(id, codec.read(change.value()));
          }
        });
    return new StoredState(matrix, users);
  }

  private static void each(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try {
      TopicReader.read(topic, config, reader);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
