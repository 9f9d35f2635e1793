package io.millrace.app.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.Holdings;
import io.millrace.app.run.SharedBroker;
import io.millrace.app.run.StartException;
import io.millrace.app.run.TestSettings;
import io.millrace.app.run.Topics;
import io.millrace.app.topology.StoredPosition;
import io.millrace.app.topology.StoredState;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An application is exported while it learns, and another one starts from that.
@ExtendWith(SharedBroker.class)
class SnapshotTest {
  private static final long SEED = 11;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "snapshot-events";
  private static final int PARTITIONS = 2;
  private static final Progress SILENT = new Progress() {};

  @TempDir private static Path folder;
  private static String servers = "";
  private static Path snapshot = Path.of("");
  private static Path stopped = Path.of(""); // of the same application, once nobody learns
  private static final Random RANDOM = new Random(SEED);

  private static AppSettings settings(String applicationId) {
    return TestSettings.of(servers, applicationId, folder.resolve(applicationId), TOPIC, 0);
  }

  @BeforeAll
  static void exportWhileLearning(SharedBroker.Running broker)
      throws IOException, InterruptedException {
    System.out.println("seed " + SEED);
    servers = broker.bootstrapServers();
    AppSettings settings = settings("snapshot-source");
    try (var topics = new Topics(settings)) {
      assertThat(topics.createInputs(PARTITIONS)).contains(TOPIC);
    }
    snapshot = folder.resolve("snapshot");
    stopped = folder.resolve("stopped");
    send(400);
    try (Application source = Application.start(settings)) {
      awaitCommitted(settings); // or the export might find a partition's first few events only
      Thread sender = Thread.ofVirtual().start(() -> send(2_000));
      new Exporter(settings, SILENT).export(snapshot);
      sender.join();
      awaitAll(source);
    }
    new Exporter(settings, SILENT).export(stopped);
  }

  /// Sends events, some of which are wrong, repeated or undo others, and erasures on both topics.
  private static void send(int count) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", servers),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < count; i++) {
        String user = "user" + RANDOM.nextInt(40);
        String item = "item" + RANDOM.nextInt(60);
        String event =
            switch (i % 25) {
              case 7 -> "no JSON";
              case 9 ->
                  "{\"type\":\"undo\",\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(user, item);
              case 11 -> "{\"type\":\"erase\",\"userId\":\"%s\"}".formatted(user);
              default ->
                  "{\"userId\":\"%s\",\"itemId\":\"%s\",\"type\":\"%s\",\"eventId\":\"%d\"}"
                      .formatted(user, item, i % 5 == 0 ? "seen" : "view", i / 2 * 2);
            };
        var _ = producer.send(new ProducerRecord<>(TOPIC, user, event));
        if (i % 50 == 3) {
          var _ = producer.send(new ProducerRecord<>(TOPIC + "-users", user, null));
        }
      }
    }
  }

  /// Waits until an application has handled everything that the topic holds.
  private static void awaitAll(Application application) {
    long held = 0;
    for (int p = 0; p < PARTITIONS; p++) {
      held += end(p);
    }
    long all = held;
    await().atMost(PATIENCE).until(() -> application.tally().handled() == all);
  }

  /// Waits until an application has committed everything that the topic holds.
  private static void awaitCommitted(AppSettings settings) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      ends.put(new TopicPartition(TOPIC, p), end(p));
    }
    try (var holdings = new Holdings(settings)) {
      await()
          .atMost(PATIENCE)
          .until(() -> holdings.committed().entrySet().containsAll(ends.entrySet()));
    }
  }

  private static long end(int partition) {
    try (var holdings = new Holdings(settings("any"))) {
      return holdings.range(new TopicPartition(TOPIC, partition)).end();
    }
  }

  @Test
  void anotherApplicationStartsFromItAndLearnsOn() throws InterruptedException {
    AppSettings settings = settings("snapshot-heir");
    Summary read = new Importer(settings, SILENT).load(snapshot);
    assertThat(read.partitions()).isEqualTo(PARTITIONS);
    assertThat(read.events()).isGreaterThanOrEqualTo(300);
    Manifest manifest = Manifest.read(snapshot);
    for (String changelog : List.of("users", "items")) {
      for (int p = 0; p < PARTITIONS; p++) {
        Map<Bytes, Bytes> imported = state("snapshot-heir", changelog, p, Long.MAX_VALUE);
        assertThat(imported)
            .as(changelog + p)
            .isEqualTo(state("snapshot-source", changelog, p, manifest.partitions().get(p).write()))
            .hasSizeGreaterThan(10);
      }
    }
    requireOffsets(settings, manifest);

    try (Application heir = Application.start(settings)) {
      awaitAll(heir);
    }
    StoredState state = StoredState.read(servers, "snapshot-heir", settings.learner(), PARTITIONS);
    // What came after the snapshot is learned, nothing of before it again: each partition's tally
    // is
    // its offset.
    assertThat(state.matrix().tally().handled()).isEqualTo(end(0) + end(1));
    for (int p = 0; p < PARTITIONS; p++) {
      Map<Bytes, Bytes> items = state("snapshot-heir", "items", p, Long.MAX_VALUE);
      Bytes position = Objects.requireNonNull(items.get(Bytes.wrap(StoredPosition.key())));
      assertThat(StoredPosition.read(position.get()).interactions()).isEqualTo(end(p));
    }
    StoredState source =
        StoredState.read(servers, "snapshot-source", settings.learner(), PARTITIONS);
    assertThat(state.users().keySet()).isEqualTo(source.users().keySet());
    state
        .users()
        .forEach(
            (id, user) ->
                assertThat(user.events())
                    .as(id)
                    .isEqualTo(Objects.requireNonNull(source.users().get(id)).events()));
    assertThatThrownBy(() -> new Importer(settings, SILENT).load(snapshot))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--application-id snapshot-heir has committed offsets");
  }

  private static void requireOffsets(AppSettings settings, Manifest manifest) {
    Map<TopicPartition, Long> expected = new HashMap<>();
    for (Manifest.Partition each : manifest.partitions()) {
      expected.put(new TopicPartition(TOPIC, each.partition()), each.nextInteraction());
      expected.put(new TopicPartition(TOPIC + "-users", each.partition()), each.nextUser());
    }
    expected.values().removeIf(offset -> offset == 0);
    try (var holdings = new Holdings(settings)) {
      assertThat(holdings.committed()).isEqualTo(expected);
    }
  }

  /// What a changelog holds of a partition up to a write, with its position.
  private static Map<Bytes, Bytes> state(
      String applicationId, String changelog, int partition, long write) {
    Map<Bytes, Bytes> state = new HashMap<>();
    var from = new TopicPartition(applicationId + "-" + changelog + "-changelog", partition);
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(from));
      consumer.seekToBeginning(List.of(from));
      long end = consumer.endOffsets(List.of(from)).getOrDefault(from, 0L);
      while (consumer.position(from) < end) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          if (each.value() == null) {
            state.remove(Bytes.wrap(each.key()));
          } else {
            state.put(Bytes.wrap(each.key()), Bytes.wrap(each.value()));
          }
          if (StoredPosition.isKey(each.key())
              && StoredPosition.read(each.value()).write() == write) {
            return state;
          }
        }
      }
    }
    return state;
  }

  @Test
  void itemsAreAddedUpAsAnInstanceDoes() throws IOException {
    AppSettings settings = settings("snapshot-source");
    ItemMatrix matrix =
        StoredState.read(servers, "snapshot-source", settings.learner(), PARTITIONS).matrix();
    ByteBuffer npy =
        ByteBuffer.wrap(Files.readAllBytes(stopped.resolve("item-vectors.npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    npy.position(128); // behind the header
    long rows =
        TableReader.read(
            stopped,
            Table.ITEMS,
            row -> row,
            row -> {
              int slot = matrix.slotOf(row.getString("item_id", 0));
              float[] vector = new float[matrix.rank()];
              matrix.visible().addTo(vector, 1, slot);
              assertThat(Lists.floats(row, "vector")).isEqualTo(vector);
              assertThat(row.getFloat("bias", 0)).isEqualTo(matrix.visible().bias(slot));
              assertThat(row.getLong("events", 0))
                  .isEqualTo(matrix.blockOf(slot).counts()[slot % ItemBlock.ROWS]);
              for (float element : vector) {
                assertThat(npy.getFloat()).isEqualTo(element);
              }
            });
    assertThat(rows).isEqualTo(matrix.size());
    assertThat(npy.hasRemaining()).isFalse();
  }

  @Test
  void aSnapshotIsNotWrittenOverAnything() throws IOException {
    assertThatThrownBy(() -> new Exporter(settings("snapshot-source"), SILENT).export(snapshot))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("not an empty folder");
    assertThat(snapshot.resolveSibling("snapshot.partial")).doesNotExist();
    Path other = folder.resolve("other");
    Files.createDirectories(folder.resolve("other.partial"));
    Files.writeString(folder.resolve("other.partial").resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> new Exporter(settings("snapshot-source"), SILENT).export(other))
        .hasMessageContaining("no part of a snapshot");
    assertThat(folder.resolve("other.partial").resolve("letter.txt")).exists();
  }

  @Test
  void anApplicationThatLearnedNothingHasNothingToExport() {
    Path target = folder.resolve("none");
    assertThatThrownBy(() -> new Exporter(settings("snapshot-nobody"), SILENT).export(target))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("topic 'snapshot-nobody-users-changelog' does not exist");
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users.parquet",
        "parts.parquet",
        "contexts.parquet",
        "partitions.parquet",
        "items.parquet",
        "item-vectors.npy"
      })
  void aFileThatIsNotAsItWasWrittenIsRefusedByName(String name) throws IOException {
    Path copy = copy("damaged-" + name);
    Path file = copy.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    byte[] flipped = bytes.clone();
    flipped[RANDOM.nextInt(bytes.length)] ^= 1;
    Files.write(file, flipped);
    assertRefused(copy, file + " is damaged: its SHA-256");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(copy, file + " is damaged: it has " + bytes.length / 2 + " bytes");
    Files.delete(file);
    assertRefused(copy, file + " is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format": 1 | "format": 2 | has format 2, but this version of Millrace reads formats 1 to 1
          "format": 1 | "format": 0 | has format 0
          "format": 1 | "form": 1 | has format 0
          "format": 1 | "format": "new" | cannot be read
          "rank": 8 | "rank": 0 | rank is missing or wrong
          "rank": 8 | "rank": 9 | rank is 9, but --rank is 8
          "files" | "fils" | files is missing or wrong
          "users.parquet" | "losers.parquet" | does not list users.parquet
          "interactionsTopic": "snap | "interactionsTopic": "nap | interactionsTopic is napshot-events
          '"nextInteraction": ' | '"nextInteraction": 9' | is this the topic that the snapshot was made with
          '"write": ' | '"write": -' | partitions is missing or wrong
          """)
  void aManifestThatIsNotOfThisKindIsRefused(String text, String other, String message)
      throws IOException {
    Path copy = copy("manifest-" + Math.floorMod(other.hashCode(), 1_000_000));
    Path file = copy.resolve(Manifest.FILE);
    String json = Files.readString(file);
    assertThat(json).contains(text);
    Files.writeString(file, json.replace(text, other));
    assertRefused(copy, message);
  }

  @Test
  void aFolderThatIsNoSnapshotIsRefused() throws IOException {
    Path copy = copy("no-manifest");
    Files.delete(copy.resolve(Manifest.FILE));
    assertRefused(copy, copy.resolve(Manifest.FILE) + " is not there");
    Files.writeString(copy.resolve(Manifest.FILE), "{");
    assertRefused(copy, copy.resolve(Manifest.FILE) + " cannot be read");
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    AppSettings settings =
        TestSettings.of(servers, "snapshot-three", folder.resolve("three"), "snapshot-three", 0);
    try (var topics = new Topics(settings)) {
      assertThat(topics.createInputs(3)).isNotEmpty();
    }
    assertThatThrownBy(() -> new Importer(settings, SILENT).load(retopic("snapshot-three")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("number of partitions is 2")
        .hasMessageContaining("is 3");
  }

  /// The snapshot as if its events had come from another topic.
  private static Path retopic(String topic) throws IOException {
    Path copy = copy("of-" + topic);
    Path file = copy.resolve(Manifest.FILE);
    Files.writeString(file, Files.readString(file).replace(TOPIC, topic));
    return copy;
  }

  private static void assertRefused(Path copy, String message) {
    assertThatThrownBy(() -> new Importer(settings("snapshot-refused"), SILENT).load(copy))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(copy.toString())
        .hasMessageContaining(message);
  }

  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(snapshot)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(each.getFileName()));
      }
    }
    return copy;
  }

  /// Nothing of what was refused may have been written.
  @AfterAll
  static void whatIsRefusedLeavesNoTopic() {
    try (var holdings = new Holdings(settings("snapshot-refused"))) {
      assertThat(holdings.partitions("snapshot-refused-users-changelog")).isZero();
      assertThat(holdings.committed()).isEmpty();
    }
  }
}
