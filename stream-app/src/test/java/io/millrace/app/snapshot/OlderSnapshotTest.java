package io.millrace.app.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.SharedBroker;
import io.millrace.app.run.TestSettings;
import io.millrace.app.run.Topics;
import io.millrace.app.topology.StoredState;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Grid;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Snapshots that earlier versions wrote, as they were written. The folders among the resources are
/// never to be made anew.
@ExtendWith(SharedBroker.class)
class OlderSnapshotTest {
  /// 220 events of 8 users with 6 items and a deleted one, at rank 4 in 2 partitions.
  @Test
  void theFirstFormatIsStillLoaded(SharedBroker.Running broker) throws URISyntaxException {
    AppSettings settings =
        TestSettings.withRank(
            TestSettings.of(
                broker.bootstrapServers(),
                "snapshot-v1",
                broker.folder().resolve("snapshot-v1"),
                "snapshot-v1-events",
                0),
            4);
    try (var topics = new Topics(settings)) {
      assertThat(topics.createInputs(2)).contains("snapshot-v1-events");
    }
    fill(settings, 0, 174);
    fill(settings, 1, 46);

    Summary read = new Importer(settings, new Progress() {}).load(resource("snapshot-v1"));
    assertThat(read.users()).isEqualTo(8);
    assertThat(read.items()).isEqualTo(6);
    assertThat(read.events()).isEqualTo(220);

    StoredState state =
        StoredState.read(broker.bootstrapServers(), "snapshot-v1", settings.learner(), 2);
    assertThat(state.matrix().tally().learned()).isEqualTo(217);
    assertThat(state.matrix().tally().handled()).isEqualTo(220);
    assertThat(state.matrix().life().isDeleted("song")).isTrue();
    assertThat(state.users()).hasSize(8);
    UserState ann = Objects.requireNonNull(state.users().get("ann"));
    assertThat(ann.events()).isEqualTo(26);
    assertThat(ann.vector()).containsExactly(0.20365645f, 0.018562103f, 0.03267557f, -0.04593844f);
    assertThat(ann.hasEventId("e1")).isTrue();
    assertThat(ann.consumedCount()).isPositive();
    for (int i = 0; i < ann.consumedCount(); i++) {
      assertThat(ann.consumedType(i)).isZero(); // seen, since types were not kept
      assertThat(ann.consumedMinute(i)).isEqualTo((int) (ann.lastMillis() / 60_000));
    }
    float[] book = new float[4];
    state.matrix().visible().addTo(book, 1, state.matrix().slotOf("book"));
    // Start and two parts, each now rounded to the grid of 2^-20.
    assertThat(book)
        .containsExactly(
            new float[] {-0.6464051f, 0.0835495f, -0.1895499f, 0.05172465f},
            within(3 * 0.5f / Grid.PER_UNIT));
  }

  /// Lets a partition hold the offsets from which the snapshot goes on.
  private static void fill(AppSettings settings, int partition, int events) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", settings.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < events; i++) {
        var _ =
            producer.send(
                new ProducerRecord<>(settings.interactionsTopic(), partition, "any", "any"));
      }
    }
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(OlderSnapshotTest.class.getResource("/" + name)).toURI());
  }
}
