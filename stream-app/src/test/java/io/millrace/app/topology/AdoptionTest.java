package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.feed.ItemFeed;
import io.millrace.model.event.EventRules;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.PartRow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A task takes what the feed has read of its items changelog, and restores only the rest.
class AdoptionTest {
  private static final TopicPartition CHANGELOG = new TopicPartition("app-items-changelog", 1);
  private static final String[] USERS = Partitions.usersOf(1, 2, 5);

  @TempDir private Path stateDir;
  private TaskFixture writer;
  private InstanceModel model;
  private ItemFeed feed;
  private int fed;

  @BeforeEach
  void commitSome() {
    writer = new TaskFixture(stateDir, newModel(), 1).open();
    learn(writer, 60);
    writer.commit();
    model = newModel();
    feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
  }

  private static InstanceModel newModel() {
    return InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 2);
  }

  private static void learn(TaskFixture task, int events) {
    for (int i = 0; i < events; i++) {
      task.view(USERS[i % USERS.length], "item" + i * i % 11);
    }
    assertThat(task.rejections).isEmpty();
  }

  /// Lets the feed read so many records of what the writer has committed, at most all.
  private void feed(int records) {
    List<KeyValue<byte[], byte[]>> log = writer.itemLog.committed;
    for (int end = Math.min(log.size(), fed + records); fed < end; fed++) {
      KeyValue<byte[], byte[]> change = log.get(fed);
      feed.accept(new ConsumerRecord<>(CHANGELOG.topic(), 1, fed, change.key, change.value));
    }
  }

  /// Starts a task from what the writer has committed, of which its store restores what Streams
  /// would have it restore.
  private TaskFixture start() {
    var task = new TaskFixture(stateDir, model, 1);
    task.feedReadsSameLog = true;
    return task.restoreFrom(writer);
  }

  private static Set<String> changesOf(TaskFixture task) {
    Set<String> changes = new HashSet<>();
    for (KeyValue<byte[], byte[]> each : task.itemLog.uncommitted) {
      changes.add(StoredBytes.nameOf(each.key) + "=" + Arrays.toString(each.value));
    }
    return changes;
  }

  private static void assertSameParts(TaskFixture found, TaskFixture expected) {
    ItemMatrix wanted = expected.model.matrix();
    int rank = wanted.rank();
    for (int place = 0; place < wanted.size(); place++) {
      int slot = wanted.slotAt(place);
      String id = wanted.idOf(slot);
      int foundSlot = found.model.matrix().slotOf(id);
      assertThat(foundSlot).as(id).isNotNegative();
      PartRow row = found.items.part().row(foundSlot, rank);
      PartRow wantedRow = expected.items.part().row(slot, rank);
      assertThat(row).as(id).usingRecursiveComparison().isEqualTo(wantedRow);
      ContextRow context = found.items.part().contextRow(foundSlot);
      assertThat(context)
          .as(id)
          .usingRecursiveComparison()
          .isEqualTo(expected.items.part().contextRow(slot));
      assertThat(found.row(id)).as(id).isEqualTo(expected.row(id));
    }
    assertThat(found.items.part().sharedWeights()).isEqualTo(expected.items.part().sharedWeights());
    assertThat(found.items.part().tally().learned())
        .isEqualTo(expected.items.part().tally().learned());
    assertThat(found.items.position()).isEqualTo(expected.items.position());
  }

  @Test
  void withoutAFeedTheStoreRestoresFromTheBeginning() {
    var task = new TaskFixture(stateDir, model, 1);
    task.standBy(writer);
    assertThat(task.items.persistent()).isFalse();
    assertThat(task.items.committedOffset(CHANGELOG)).isNull();
  }

  @Test
  void whatTheFeedHasReadIsAdopted() {
    feed(Integer.MAX_VALUE);
    TaskFixture task = start();
    assertThat(task.items.persistent()).isTrue();
    assertThat(task.items.committedOffset(CHANGELOG)).isEqualTo(fed - 1L);
    assertSameParts(task, writer);
  }

  @Test
  void whatTheFeedHasNotReadIsRestored() {
    for (int records = 1; records < writer.itemLog.committed.size(); records += 7) {
      model = newModel();
      feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
      fed = 0;
      feed(records);
      TaskFixture task = start();
      assertThat(task.items.committedOffset(CHANGELOG)).isEqualTo(records - 1L);
      assertSameParts(task, writer);
    }
  }

  @Test
  void itLearnsOnAndWritesWhatOneWouldThatRestoredEverything() {
    feed(Integer.MAX_VALUE);
    TaskFixture adopting = start();
    var restoring = new TaskFixture(stateDir, newModel(), 1).restoreFrom(writer);
    for (TaskFixture task : List.of(adopting, restoring)) {
      learn(task, 40);
      task.flush();
    }
    assertThat(changesOf(adopting)).isEqualTo(changesOf(restoring)).isNotEmpty();
    assertSameParts(adopting, restoring);
  }

  @Test
  void afterAnAbortThePartIsWhatIsCommitted() {
    feed(Integer.MAX_VALUE);
    TaskFixture task = start();
    learn(task, 25);
    task.closeDirty();
    task.restoreFrom(writer);
    assertSameParts(task, writer);
  }

  @Test
  void aMarkWhoseTransactionWasAbortedIsWrittenAgain() {
    feed(Integer.MAX_VALUE);
    TaskFixture task = start();
    String own = ownItem();
    model.matrix().life().delete(task.items.part(), own, 1);
    assertThat(model.matrix().life().isDeleted(own)).isTrue();
    task.closeDirty();

    task.restoreFrom(writer);
    task.view(USERS[0], "other");
    task.flush();
    byte[] written =
        task.itemLog.uncommitted.stream()
            .filter(each -> StoredBytes.nameOf(each.key).equals(own))
            .findFirst()
            .orElseThrow()
            .value;
    assertThat(ItemCodec.isDeletedMark(written)).isTrue();
  }

  @Test
  void aCommittedMarkIsNotWrittenAgain() {
    String own = ownItem();
    writer.model.matrix().life().delete(writer.items.part(), own, 1);
    writer.view(USERS[0], "other");
    writer.commit();
    feed(Integer.MAX_VALUE);
    TaskFixture task = start();
    assertThat(model.matrix().life().isDeleted(own)).isTrue();
    task.view(USERS[0], "other");
    task.flush();
    assertThat(task.itemLog.uncommittedKeys()).doesNotContain(own).isNotEmpty();
  }

  private static String ownItem() {
    for (int i = 0; i < 11; i++) {
      String id = "item" + i * i % 11;
      if (UserStores.partitionOf(id, 2) == 1) {
        return id;
      }
    }
    throw new AssertionError("no item is at home on partition 1");
  }
}
