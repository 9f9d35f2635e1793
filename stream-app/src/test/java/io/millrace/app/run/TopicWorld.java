package io.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.app.feed.TopicReader;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.StoredPosition;
import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.ValueStrengths;
import io.millrace.model.learner.LearnerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Topics of its own for a test, what it sends there, and what applications made of it.
final class TopicWorld implements AutoCloseable {
  static final long SEED = 31;
  static final long SENT_MILLIS = 1_700_000_000_000L;

  final String name;
  private final String bootstrapServers;
  private final Path folder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random = new Random(SEED);
  private int sent;
  private final List<Future<RecordMetadata>> sending = new ArrayList<>();

  /// @param name of the application, by which the topics are called too
  TopicWorld(SharedBroker.Running broker, String name, int partitions) {
    this.name = name;
    this.bootstrapServers = broker.bootstrapServers();
    this.folder = broker.folder();
    try (var topics = new Topics(settings(name))) {
      topics.createInputs(partitions);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  AppSettings settings(String applicationId) {
    return settings(applicationId, name);
  }

  /// Settings of one more instance, which has files of its own.
  AppSettings another(String applicationId, String instance) {
    return settings(applicationId, name + "-" + instance);
  }

  /// Settings of an instance to which values matter.
  AppSettings withStrengths(String applicationId, Map<String, String> expressions) {
    AppSettings plain = settings(applicationId);
    var rules = new EventRules(EventWeights.DEFAULT, ValueStrengths.parse(expressions));
    return plain.of(applicationId, plain.learner(), rules, plain.eventIds());
  }

  private AppSettings settings(String applicationId, String files) {
    return new AppSettings(
        bootstrapServers,
        applicationId,
        name + "-events",
        name + "-items",
        name + "-users",
        LearnerSettings.DEFAULT.withRank(8),
        EventRules.DEFAULT,
        TestShare.ALL,
        100,
        InstanceModel.DEFAULT_EVENT_IDS,
        1,
        100,
        new GroupSettings(1, GroupSettings.Protocol.CLASSIC, 3_000, 0, Map.of()),
        folder.resolve(files),
        "127.0.0.1",
        0,
        "127.0.0.1",
        Map.of(),
        Growth.AUTOMATIC);
  }

  /// Sends views of 12 items by 20 users, a second apart.
  TopicWorld views(int count) {
    for (int i = 0; i < count; i++) {
      String userId = "user" + random.nextInt(20);
      begin(userId, viewJson(userId, "item" + random.nextInt(12)));
    }
    awaitSent();
    return this;
  }

  /// The same with ratings from 1 to 5.
  TopicWorld ratings(int count) {
    for (int i = 0; i < count; i++) {
      String userId = "user" + random.nextInt(20);
      begin(
          userId,
          "{\"userId\":\"%s\",\"itemId\":\"item%d\",\"type\":\"rating\",\"value\":%d}"
              .formatted(userId, random.nextInt(12), 1 + random.nextInt(5)));
    }
    awaitSent();
    return this;
  }

  TopicWorld view(String userId, String itemId) {
    return send(userId, viewJson(userId, itemId));
  }

  private static String viewJson(String userId, String itemId) {
    return "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId);
  }

  TopicWorld erase(String userId) {
    return send(userId, "{\"type\":\"erase\",\"userId\":\"%s\"}".formatted(userId));
  }

  private TopicWorld send(String userId, String json) {
    begin(userId, json);
    awaitSent();
    return this;
  }

  private void begin(String userId, String json) {
    begin(name + "-events", SENT_MILLIS + 1_000L * sent++, userId, json);
  }

  /// Lists an item, or deletes it.
  TopicWorld item(String itemId, @Nullable String json) {
    put(name + "-items", SENT_MILLIS, itemId, json);
    return this;
  }

  void put(String topic, long millis, String key, @Nullable String value) {
    begin(topic, millis, key, value);
    awaitSent();
  }

  private void begin(String topic, long millis, String key, @Nullable String value) {
    sending.add(
        producer.send(
            new ProducerRecord<>(
                topic,
                null,
                millis,
                key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8))));
  }

  private void awaitSent() {
    try {
      for (Future<RecordMetadata> each : sending) {
        each.get();
      }
    } catch (ExecutionException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
    sending.clear();
  }

  /// Events sent.
  int sent() {
    return sent;
  }

  /// Learns a model anew.
  Rebuild.Result rebuild(String id, Until until) throws InterruptedException {
    return rebuild(id, until, (done, total) -> {});
  }

  /// Learns a model anew with other settings.
  Rebuild.Result rebuild(AppSettings settings, String id) throws InterruptedException {
    return rebuild(settings, id, new Until.End(), (done, total) -> {});
  }

  interface Learned {
    void hear(long done, long total);
  }

  Rebuild.Result rebuild(String id, Until until, Learned learned) throws InterruptedException {
    return rebuild(settings(name), id, until, learned);
  }

  private static Rebuild.Result rebuild(
      AppSettings settings, String id, Until until, Learned learned) throws InterruptedException {
    return new Rebuild(
            settings,
            id,
            until,
            new Rebuild.Progress() {
              @Override
              public void phase(String what) {}

              @Override
              public void learned(long done, long total) {
                learned.hear(done, total);
              }
            })
        .run();
  }

  /// The newest value of each key of an application's changelogs, in hexadecimal digits, without
  /// the positions: how often a model was written is no part of it.
  Map<String, String> model(String applicationId) throws InterruptedException {
    Map<String, String> values = new HashMap<>();
    for (String store : new String[] {"users", "items"}) {
      TopicReader.read(
          "%s-%s-changelog".formatted(applicationId, store),
          KafkaConfigs.feed(settings(applicationId)),
          change -> {
            if (StoredPosition.isKey(change.key())) {
              return;
            }
            String key =
                "%s %d %s"
                    .formatted(store, change.partition(), HexFormat.of().formatHex(change.key()));
            if (change.value() == null) {
              values.remove(key);
            } else {
              values.put(key, HexFormat.of().formatHex(change.value()));
            }
          });
    }
    return values;
  }

  @Override
  public void close() {
    producer.close();
  }
}
