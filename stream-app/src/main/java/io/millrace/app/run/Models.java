package io.millrace.app.run;

import io.millrace.app.feed.TopicReader;
import io.millrace.producer.json.Utf8;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The models of an application, as its topic of models has them: those that were rebuilt, and
/// which one is to be served. A record that makes no sense is told in the log and left out. Safe
/// for any number of threads.
final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  /// The key of the record that says which model is to be served.
  static final String SERVING = "serving";

  private final String applicationId;
  private final Map<String, ModelRecord> byId = new ConcurrentHashMap<>();
  private volatile Wanted wanted;

  /// Which model is to be served.
  ///
  /// @param offset of the record that says so: whoever was told before and could not, is told again
  record Wanted(String modelId, long offset) {}

  /// @param applicationId of the application, whose own model is served unless another is promoted
  Models(String applicationId) {
    this.applicationId = applicationId;
    this.wanted = new Wanted(applicationId, -1);
  }

  /// Reads the topic of models to its end. It must be there.
  static Models read(AppSettings settings) throws InterruptedException {
    var models = new Models(settings.applicationId());
    TopicReader.read(settings.modelsTopic(), KafkaConfigs.feed(settings), models::accept);
    return models;
  }

  /// Takes one record of the topic of models.
  void accept(ConsumerRecord<byte[], byte[]> change) {
    try {
      String key = change.key() == null ? null : Utf8.decode(change.key());
      if (key == null) {
        throw new IllegalArgumentException("its key is no id of a model");
      }
      if (key.equals(SERVING)) {
        String modelId = change.value() == null ? applicationId : idOf(change.value());
        wanted = new Wanted(modelId, change.offset());
      } else if (change.value() == null) {
        byId.remove(key);
      } else {
        byId.put(key, ModelRecord.parse(change.value()));
      }
    } catch (IllegalArgumentException wrong) {
      LOG.warn("Left out record {} of {}: {}", change.offset(), change.topic(), wrong.getMessage());
    }
  }

  private static String idOf(byte[] value) {
    String id = Utf8.decode(value);
    if (id == null || id.isBlank()) {
      throw new IllegalArgumentException("the model to be served has no id");
    }
    return id;
  }

  @Nullable ModelRecord of(String modelId) {
    return byId.get(modelId);
  }

  Wanted wanted() {
    return wanted;
  }

  /// The application id of the model that is to be served.
  String serving() {
    return wanted.modelId();
  }

  /// The settings by which an instance is to learn and serve a model.
  ///
  /// @throws StartException if the model is not built, or of other topics
  AppSettings settingsOf(AppSettings instance, String modelId) {
    ModelRecord found = byId.get(modelId);
    if (found == null) {
      if (modelId.equals(instance.applicationId())) {
        return instance;
      }
      throw new StartException(
          "there is no model '%s' of application '%s': 'bin/millrace rebuild --into %s' learns one"
              .formatted(modelId, applicationId, modelId));
    }
    if (!found.isBuilt()) {
      throw new StartException(
          "model '%s' is not finished: 'bin/millrace rebuild --into %s' learns it anew"
              .formatted(modelId, modelId));
    }
    requireSame(modelId, "interactions", found.interactionsTopic(), instance.interactionsTopic());
    requireSame(modelId, "items", found.itemsTopic(), instance.itemsTopic());
    requireSame(modelId, "users", found.usersTopic(), instance.usersTopic());
    try {
      return found.applyTo(instance, modelId);
    } catch (IllegalArgumentException wrong) {
      throw new StartException(
          "the settings of model '%s' are not those of this version: %s"
              .formatted(modelId, wrong.getMessage()),
          wrong);
    }
  }

  private static void requireSame(String modelId, String what, String found, String expected) {
    if (!found.equals(expected)) {
      throw new StartException(
          "model '%s' was learned with topic '%s' of %s, not '%s'"
              .formatted(modelId, found, what, expected));
    }
  }

  /// Writes a record to a topic of models, and returns once Kafka has it.
  static void write(AppSettings settings, String key, byte[] value) throws InterruptedException {
    Map<String, Object> config = KafkaConfigs.producer(settings);
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      var _ = producer.send(new ProducerRecord<>(settings.modelsTopic(), 0, key, value)).get();
    } catch (ExecutionException failure) {
      throw new StartException(
          "Kafka at '%s' did not take the record of '%s': %s"
              .formatted(settings.bootstrapServers(), key, Failures.line(failure)),
          failure);
    }
  }

  /// For messages: the ids of all models that were built.
  Optional<String> builtIds() {
    String all =
        String.join(
            ", ",
            byId.entrySet().stream()
                .filter(each -> each.getValue().isBuilt())
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }
}
