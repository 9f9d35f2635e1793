package io.millrace.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Interaction;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.Producers;
import io.millrace.producer.send.ResumePoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is sent and where it is continued, on a broker as it is.
@ExtendWith(SharedBroker.class)
class ResumeOnBrokerTest {
  private static final long SEED = 8;
  private static final int PARTITIONS = 3;
  private static final int MINE = 4_000;
  private static final int OTHERS = 9_000;

  @Test
  void theLastPositionIsFoundBehindAnotherSourcesRecordsAndBatchesArePacked(
      SharedBroker.Cluster broker) throws IOException {
    String topic = "resumed";
    Console made =
        Console.run(
            "topics",
            "create",
            "--partitions",
            "" + PARTITIONS,
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--application-id",
            topic,
            "--interactions-topic",
            topic,
            "--items-topic",
            topic + "-items",
            "--users-topic",
            topic + "-users");
    assertThat(made.exitCode()).as("%s", made.err()).isZero();
    assertThat(find(broker, topic, "00aa")).hasToString("ResumePoints[-1, -1, -1]");

    var random = new Random(SEED);
    long[] last = send(broker, topic, "00aa", MINE, random);
    send(broker, topic, "00bb", OTHERS, random);

    ResumePoints found = find(broker, topic, "00aa");
    assertThat(found).as("seed %d", SEED).hasToString("ResumePoints" + Arrays.toString(last));
    assertThat(found.covers(user(new Random(SEED)), 0)).isTrue();
    assertThat(find(broker, topic, "00cc")).hasToString("ResumePoints[-1, -1, -1]");
    assertThat(compressions(broker, topic)).containsExactly("lz4");
  }

  private static ResumePoints find(SharedBroker.Cluster broker, String topic, String fingerprint) {
    return ResumePoints.find(
        Map.of("bootstrap.servers", broker.bootstrapServers()), topic, fingerprint);
  }

  /// Sends events and returns the last position in each partition.
  private static long[] send(
      SharedBroker.Cluster broker, String topic, String fingerprint, int events, Random random) {
    long[] last = new long[PARTITIONS];
    Arrays.fill(last, -1);
    try (var sender =
        new EventSender(
            Producers.create(broker.bootstrapServers(), Map.of()), topic, fingerprint)) {
      for (int position = 0; position < events; position++) {
        String user = user(random);
        sender.send(new SourcedEvent(position, Interaction.of(user, "i" + position % 100)));
        last[Utils.toPositive(Utils.murmur2(user.getBytes(UTF_8))) % PARTITIONS] = position;
      }
      sender.flush();
      assertThat(sender.acknowledged()).isEqualTo(events);
    }
    return last;
  }

  private static String user(Random random) {
    return "u" + random.nextInt(50);
  }

  /// How the batches in the broker's files are packed.
  private static Set<String> compressions(SharedBroker.Cluster broker, String topic)
      throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(broker.log())) {
      for (Path file : files.filter(each -> isLogOf(each, topic)).toList()) {
        try (var records = FileRecords.open(file.toFile(), false)) {
          records.batches().forEach(batch -> found.add(batch.compressionType().name));
        }
      }
    }
    return found;
  }

  private static boolean isLogOf(Path file, String topic) {
    String name = file.getFileName() + "";
    return name.endsWith(".log") && (file.getParent() + "").matches(".*/" + topic + "-\\d+");
  }
}
