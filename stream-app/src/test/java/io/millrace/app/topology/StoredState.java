package io.millrace.app.topology;

import io.millrace.app.feed.ItemFeed;
import io.millrace.model.event.EventWeights;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What the changelogs of an application say, read as a stranger would.
///
/// @param matrix of the item rows, the committed parts added up
/// @param users by id
public record StoredState(ItemMatrix matrix, Map<String, UserState> users) {

  /// Reads both changelogs to their ends.
  public static StoredState read(
      String bootstrapServers, String applicationId, LearnerSettings settings, int partitions) {
    var model = InstanceModel.create(settings, EventWeights.DEFAULT, partitions);
    ItemMatrix matrix = model.matrix();
    var feed = new ItemFeed(matrix, sentMillis -> {});
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
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(reader);
      }
    }
  }
}
