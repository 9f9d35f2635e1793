package io.millrace.app.topology;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.Rejection;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// The topology in Streams' test driver, which commits after each record, with what it heard.
final class TopologyFixture implements AutoCloseable, LearnListener {
  static final long SENT_MILLIS = 1_800_000_000_000L;
  static final String USERS_CHANGELOG = "app-users-changelog";
  static final String ITEMS_CHANGELOG = "app-items-changelog";
  static final String DEAD_LETTERS = "app-dlq";
  static final String MERGES = "app-merges";
  private static final MillraceTopology.TopicNames TOPICS =
      new MillraceTopology.TopicNames("interactions", "users", MERGES, DEAD_LETTERS);

  final InstanceModel model;
  final TopologyTestDriver driver;
  final List<Boolean> tests = new ArrayList<>();
  final List<Rejection> rejections = new ArrayList<>();
  final List<Outcome> outcomes = new ArrayList<>();
  final List<String> unknownFields = new ArrayList<>();
  int usersErased;
  private final TestInputTopic<byte[], byte[]> input;
  private final TestInputTopic<byte[], byte[]> users;
  boolean failOnLearned;
  private boolean closed;

  /// @param partitions that the model believes in; the driver itself has only partition 0
  TopologyFixture(Path stateDir, int partitions) {
    this(stateDir, newModel(partitions), new Properties());
  }

  /// @param changes to the configuration
  TopologyFixture(Path stateDir, InstanceModel model, Properties changes) {
    this.model = model;
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1024 * 1024L);
    config.putAll(changes);
    driver = new TopologyTestDriver(MillraceTopology.build(TOPICS, model, this), config);
    input =
        driver.createInputTopic(
            "interactions", new ByteArraySerializer(), new ByteArraySerializer());
    users = driver.createInputTopic("users", new ByteArraySerializer(), new ByteArraySerializer());
  }

  static LearnerSettings settings() {
    return LearnerSettings.DEFAULT.withRank(8);
  }

  static InstanceModel newModel(int partitions) {
    return InstanceModel.create(settings(), EventRules.DEFAULT, partitions);
  }

  /// Sends a view of an item by a user.
  void view(String userId, String itemId) {
    send(userId, "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId));
  }

  /// Sends a view at a time of the sender's clock.
  void viewAt(String userId, String itemId, long sentMillis) {
    sendAt(sentMillis, userId, "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId));
  }

  /// The same with an event id.
  void viewAt(String userId, String itemId, long sentMillis, String eventId) {
    sendAt(
        sentMillis,
        userId,
        "{\"userId\":\"%s\",\"itemId\":\"%s\",\"eventId\":\"%s\"}"
            .formatted(userId, itemId, eventId));
  }

  private void sendAt(long sentMillis, String key, String value) {
    input.pipeInput(bytes(key), bytes(value), sentMillis);
  }

  void send(@Nullable String key, @Nullable String value) {
    send(bytes(key), bytes(value));
  }

  void send(byte @Nullable [] key, byte @Nullable [] value) {
    var headers = new RecordHeaders().add("trace", new byte[] {7});
    input.pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(SENT_MILLIS)));
  }

  /// Sends a record on the topic of users.
  void sendUser(@Nullable String key, @Nullable String value) {
    sendUser(bytes(key), bytes(value));
  }

  void sendUser(byte @Nullable [] key, byte @Nullable [] value) {
    users.pipeInput(
        new TestRecord<>(key, value, new RecordHeaders(), Instant.ofEpochMilli(SENT_MILLIS)));
  }

  /// Sends a record whose time is the -1 that stands for none.
  void sendWithoutTime(String key, String value) {
    driver
        .createInputTopic(
            "interactions",
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            Instant.ofEpochMilli(-1),
            Duration.ZERO)
        .pipeInput(bytes(key), bytes(value));
  }

  /// What the topology wrote to a topic since the last call, without positions.
  List<TestRecord<byte[], byte[]>> written(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .filter(written -> written.key() == null || !StoredPosition.isKey(written.key()))
        .toList();
  }

  UserStore users() {
    return StoreAccess.inner(driver.getKeyValueStore(MillraceTopology.USERS), UserStore.class);
  }

  ItemStore items() {
    return StoreAccess.inner(driver.getKeyValueStore(MillraceTopology.ITEMS), ItemStore.class);
  }

  static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void learned(long sentMillis) {
    if (failOnLearned) {
      throw new IllegalStateException("a fault of ours");
    }
  }

  @Override
  public void rejected(Rejection reason) {
    rejections.add(reason);
  }

  @Override
  public void handled(Outcome outcome) {
    outcomes.add(outcome);
  }

  @Override
  public void userErased() {
    usersErased++;
  }

  @Override
  public void userRejected(Rejection reason) {
    rejections.add(reason);
  }

  @Override
  public void tested(int rank, int popularityRank) {
    tests.add(rank < Tally.CUTOFF);
  }

  @Override
  public void usersLetGo(LetGo why, int count) {
    throw new AssertionError("no limit of these tests is reached");
  }

  @Override
  public void itemsLetGo(LetGo why, int count) {
    throw new AssertionError("no limit of these tests is reached");
  }

  @Override
  public void unknownField(boolean ofUser, String name) {
    unknownFields.add((ofUser ? "users " : "interactions ") + name);
  }

  @Override
  public void skipped(long updates) {
    throw new AssertionError("no update of these tests breaks a row");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      driver.close();
    }
  }
}
