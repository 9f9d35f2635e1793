package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.item.PartRow;
import io.millrace.model.learner.UserState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnProcessorTest {
  @TempDir private Path stateDir;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(stateDir, 1);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void anEventIsLearned() {
    topology.view("ann", "book");

    UserState ann = known("ann");
    assertThat(ann.events()).isEqualTo(1);
    assertThat(ann.recentMillis(0)).isEqualTo(TopologyFixture.SENT_MILLIS);
    int book = topology.model.matrix().slotOf("book");
    assertThat(ann.hasConsumed(book)).isTrue();
    assertThat(topology.model.matrix().blockOf(book).counts()[book]).isEqualTo(1);
    assertThat(topology.model.matrix().tally().learned()).isEqualTo(1);
    assertThat(topology.model.matrix().tally().users()).isEqualTo(1);
    assertThat(topology.model.matrix().tally().newestMillis())
        .isEqualTo(TopologyFixture.SENT_MILLIS);
  }

  @Test
  void aCommitWritesExactlyWhatMemoryHolds() {
    for (int i = 0; i < 50; i++) {
      topology.view("user" + i % 7, "item" + i % 11);
    }

    Map<String, byte[]> users = newest(TopologyFixture.USERS_CHANGELOG);
    assertThat(users).hasSize(7);
    var userCodec = new UserCodec(topology.model);
    users.forEach((id, value) -> assertThat(userCodec.write(known(id))).as(id).isEqualTo(value));

    var itemCodec = new ItemCodec(topology.model.matrix().rank());
    List<TestRecord<byte[], byte[]>> items = topology.written(TopologyFixture.ITEMS_CHANGELOG);
    assertThat(items.getLast().key()).isEqualTo(ItemCodec.tallyKey());
    assertThat(ItemCodec.readTally(items.getLast().value()).learned()).isEqualTo(50);
    Map<String, byte[]> rows = new HashMap<>();
    items.stream()
        .filter(written -> ItemCodec.kindOf(written.key()) == ItemCodec.Kind.ROW)
        .forEach(written -> rows.put(ItemCodec.itemId(written.key()), written.value()));
    assertThat(rows).hasSize(11);
    rows.forEach(
        (id, value) -> {
          PartRow row = topology.items().part().row(topology.model.matrix().slotOf(id), 8);
          assertThat(itemCodec.write(0, Objects.requireNonNull(row))).as(id).isEqualTo(value);
        });
  }

  @Test
  void anEventIsTestedOnceUserAndItemAreKnownAndItIsNoRepeat() {
    topology.view("ann", "book");
    topology.view("ann", "film");
    assertThat(topology.tests).isEmpty();
    topology.view("bob", "film");
    assertThat(topology.tests).isEmpty();
    topology.view("bob", "book");
    assertThat(topology.tests).containsExactly(true);
    topology.view("bob", "book");
    assertThat(topology.tests).hasSize(1);
    assertThat(topology.model.matrix().tally().tested()).isEqualTo(1);
    assertThat(topology.model.matrix().tally().hits()).isEqualTo(1);
  }

  @Test
  void aSeenItemIsOnlyMarked() {
    topology.view("ann", "book");
    float[] before = known("ann").vector();
    topology.send("ann", "{\"userId\":\"ann\",\"itemId\":\"film\",\"type\":\"seen\"}");

    UserState ann = known("ann");
    assertThat(ann.vector()).isEqualTo(before);
    assertThat(ann.hasConsumed(topology.model.matrix().slotOf("film"))).isTrue();
    assertThat(ann.events()).isEqualTo(2);
  }

  @Test
  void aFaultOfOursFailsTheTaskAndIsNoDeadLetter() {
    topology.failOnLearned = true;
    assertThatThrownBy(() -> topology.view("ann", "book")).hasRootCauseMessage("a fault of ours");
    assertThat(topology.written(TopologyFixture.DEAD_LETTERS)).isEmpty();
  }

  @Test
  void restoredStoresHoldWhatWasCommitted(@TempDir Path otherDir) {
    for (int i = 0; i < 60; i++) {
      topology.view("user" + i % 5, "item" + i * i % 13);
    }
    try (var restored = new TopologyFixture(otherDir, 1)) {
      UserStore users = restored.users();
      ItemStore items = restored.items();
      topology
          .written(TopologyFixture.USERS_CHANGELOG)
          .forEach(written -> users.restore(written.key(), written.value()));
      topology
          .written(TopologyFixture.ITEMS_CHANGELOG)
          .forEach(written -> items.restore(written.key(), written.value()));

      assertThat(items.part().tally().learned()).isEqualTo(60);
      var written = new UserCodec(topology.model);
      var read = new UserCodec(restored.model);
      for (int i = 0; i < 5; i++) {
        UserState user = Objects.requireNonNull(users.find("user" + i));
        assertThat(read.write(user)).isEqualTo(written.write(known("user" + i)));
      }
      // The part is active, but restored rows are shown only when it is activated again.
      restored.model.matrix().activate(items.part());
      for (int i = 0; i < topology.model.matrix().size(); i++) {
        String id = topology.model.matrix().idOf(i);
        assertThat(row(restored.model, id)).as(id).isEqualTo(row(topology.model, id));
      }
    }
  }

  @Test
  void aClosedTaskLeavesNoTraceOfWhatWasNotCommitted() {
    // A vector moves once the user's query is not empty and there is something to learn against.
    topology.view("bob", "disc");
    topology.view("bob", "map");
    topology.view("ann", "film");
    topology.view("ann", "game");
    topology.view("ann", "book");
    float[] active = row(topology.model, "book");
    topology.close();
    // Nothing was fed back, so the committed part is empty: the row is the start again.
    float[] committed = row(topology.model, "book");
    assertThat(committed).isNotEqualTo(active);
    assertThat(topology.model.matrix().tally().learned()).isZero();
    var untouched = InstanceModel.create(TopologyFixture.settings(), topology.model.rules(), 1);
    untouched.matrix().intern("book");
    assertThat(committed).isEqualTo(row(untouched, "book"));
  }

  @Test
  void thereIsOneSubTopology() {
    TopologyDescription description =
        MillraceTopology.build(
                new MillraceTopology.TopicNames("in", "users", "merges", "dead"),
                topology.model,
                topology)
            .describe();
    assertThat(description.subtopologies()).hasSize(1);
    assertThat(description.globalStores()).isEmpty();
    Map<String, TopologyDescription.Node> nodes =
        description.subtopologies().iterator().next().nodes().stream()
            .collect(Collectors.toMap(TopologyDescription.Node::name, node -> node));
    assertThat(nodes)
        .containsOnlyKeys(
            "interactions", "user-details", "merges", "learn", "dead-letters", "merges-out");
    var learn = (TopologyDescription.Processor) Objects.requireNonNull(nodes.get("learn"));
    assertThat(learn.stores()).containsExactlyInAnyOrder("users", "items", "commit-hook");
  }

  @Test
  void eventsOfDifferentPlacesDrawDifferentNumbers() {
    Set<Long> drawn = new HashSet<>();
    for (int partition = 0; partition < 20; partition++) {
      for (long offset = 0; offset < 20; offset++) {
        var random = new SplittableRandom(LearnProcessor.seedOf(42, partition, offset));
        for (int n = 0; n < 50; n++) {
          drawn.add(random.nextLong());
        }
      }
    }
    assertThat(drawn).hasSize(20 * 20 * 50);
  }

  private Map<String, byte[]> newest(String topic) {
    Map<String, byte[]> newest = new HashMap<>();
    topology
        .written(topic)
        .forEach(written -> newest.put(TopologyFixture.text(written.key()), written.value()));
    return newest;
  }

  private UserState known(String userId) {
    return Objects.requireNonNull(topology.users().find(userId), userId);
  }

  private static float[] row(InstanceModel model, String itemId) {
    float[] row = new float[model.matrix().rank()];
    model.matrix().visible().addTo(row, 1, model.matrix().slotOf(itemId));
    return row;
  }
}
