package io.millrace.app.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.cli.MillraceProcess;
import io.millrace.app.ops.Tools;
import io.millrace.app.run.SharedBroker;
import io.millrace.producer.mapping.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A bridge between topics of a real broker, whoever wrote the source and how.
@ExtendWith(SharedBroker.class)
class BridgeOnBrokerTest {
  private static final Mapping MAPPING = Mapping.parse("test", TestMappings.EVENTS);

  private final SharedBroker.Running broker;

  BridgeOnBrokerTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void keysPartitionsCompressionAndTransactionsOfTheSourceDoNotMatter() throws Exception {
    try (var world = new BridgeWorld(broker, "any")) {
      int sent = 0;
      for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
        try (var producer = world.producer(Map.of("compression.type", compression))) {
          for (int i = 0; i < 20; i++) {
            var _ = producer.send(world.record(i % 2 == 0 ? null : "k" + i, event(sent++)));
          }
        }
      }
      try (Bridge first = Bridge.start(world.settings(MAPPING));
          Bridge second = Bridge.start(world.settings(MAPPING))) {
        try (var producer = world.producer(Map.of("transactional.id", "any-tx"))) {
          sent += sendInTransactions(world, producer, sent);
        }
        // All to one partition, which none of the usual partitioners would do.
        try (var producer = world.producer(Map.of())) {
          for (int i = 0; i < 20; i++) {
            byte[] value = event(sent++).getBytes(UTF_8);
            var _ = producer.send(new ProducerRecord<>(world.source(), 1, null, value));
          }
          var _ = producer.send(world.record(null, "not json"));
          var _ =
              producer.send(
                  world.record(null, "{\"user\":\"u\",\"item\":\"i\",\"type\":\"noise\"}"));
        }
        world.awaitEach(sent);
        ConsumerRecord<byte[], byte[]> letter = world.awaitDeadLetters(1).getFirst();
        assertThat(letter.value()).isEqualTo("not json".getBytes(UTF_8));
        assertThat(header(letter, "millrace.error.reason")).isEqualTo("malformed");
        assertThat(header(letter, "millrace.error.topic")).isEqualTo(world.source());
        assertThat(first.summary().written() + second.summary().written()).isEqualTo(sent);
        assertThat(first.notReady()).isEmpty();
      }
    }
  }

  private static int sendInTransactions(
      BridgeWorld world, KafkaProducer<byte[], byte[]> producer, int first) {
    producer.initTransactions();
    producer.beginTransaction();
    for (int i = 0; i < 20; i++) {
      var _ = producer.send(world.record("k", event(first + i)));
    }
    producer.commitTransaction();
    producer.beginTransaction();
    for (int i = 0; i < 20; i++) {
      var _ = producer.send(world.record("k", event(i)));
    }
    producer.flush();
    producer.abortTransaction();
    return 20;
  }

  @Test
  void recordsOfOtherClientsAreRead() throws Exception {
    Path kcat = Tools.require("kcat");
    Path python = Tools.requirePython("confluent_kafka", "python3-confluent-kafka");
    try (var world = new BridgeWorld(broker, "others");
        Bridge bridge = Bridge.start(world.settings(MAPPING))) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        lines.add("shelf%d|%s".formatted(i % 3, event(i)));
      }
      Path file = Files.write(world.folder().resolve("kcat.txt"), lines);
      String broker = world.bootstrapServers();
      run(
          kcat,
          "-P",
          "-b",
          broker,
          "-t",
          world.source(),
          "-K",
          "|",
          "-z",
          "snappy",
          "-l",
          file.toString());
      Path script = Path.of(BridgeOnBrokerTest.class.getResource("produce.py").toURI());
      run(python, script.toString(), broker, world.source(), "30", "25");
      world.awaitEach(55);
      assertThat(bridge.summary().written()).isEqualTo(55);
    }
  }

  private static void run(Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    assertThat(Tools.run(Path.of("."), command.toArray(String[]::new))).startsWith("0\n");
  }

  @Test
  void killsLoseAndDoubleNothing() throws Exception {
    try (var world = new BridgeWorld(broker, "killed")) {
      Path mapping = Files.writeString(world.folder().resolve("killed.yaml"), TestMappings.EVENTS);
      String[] command = {
        "bridge",
        "--from",
        world.source(),
        "--map",
        mapping.toString(),
        "--bootstrap-servers",
        world.bootstrapServers(),
        "--interactions-topic",
        world.target(),
        "--application-id",
        world.applicationId(),
        "--state-dir",
        world.folder().resolve("killed-state").toString()
      };
      int sent = 0;
      try (var producer = world.producer(Map.of())) {
        for (int kills = 0; kills < 2; kills++) {
          try (var process = MillraceProcess.startWithHeap("256m", command)) {
            process.awaitAddress();
            for (int i = 0; i < 3_000; i++) {
              var _ = producer.send(world.record(null, event(sent++)));
            }
            producer.flush();
            process.kill();
          }
        }
      }
      try (var process = MillraceProcess.startWithHeap("256m", command)) {
        process.awaitAddress();
        world.awaitEach(sent);
        process.terminate();
        assertThat(process.awaitExit(BridgeWorld.PATIENCE)).as("%s", process.err()).isZero();
        assertThat(process.out()).anyMatch(line -> line.contains("records written"));
      }
    }
  }

  @Test
  void recordsWaitForARegistryThatIsAway() throws Exception {
    try (var world = new BridgeWorld(broker, "away");
        var registry = new TestRegistry()) {
      registry.schema(7, TestMappings.VIEW_SCHEMA);
      try (Bridge bridge = Bridge.start(world.settings(MAPPING, registry.url()));
          var producer = world.producer(Map.of())) {
        registry.setAway(true);
        // The first ones need no schema: they are in a transaction while the others wait.
        for (int i = 0; i < 10; i++) {
          byte[] value =
              i < 5 ? event(i).getBytes(UTF_8) : TestMappings.avro(7, "user" + i % 17, "item" + i);
          var _ = producer.send(new ProducerRecord<>(world.source(), 0, null, value));
        }
        producer.flush();
        await()
            .atMost(BridgeWorld.PATIENCE)
            .until(
                () -> bridge.notReady().filter(why -> why.contains("schema registry")).isPresent());
        registry.setAway(false);
        world.awaitEach(10);
        assertThat(bridge.summary().rejected()).isEmpty();
        assertThat(bridge.notReady()).isEmpty();
      }
    }
  }

  private static String event(int number) {
    return BridgeWorld.event(number);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
