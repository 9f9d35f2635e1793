package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.millrace.app.feed.ItemFeed;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Rejection;
import io.millrace.model.item.ItemLife;
import io.millrace.model.learner.UserState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a model knows stays within its limits, here and in the changelogs.
class GrowthTest {
  private static final int MAX_ITEMS = 40;
  private static final int MAX_USERS = 60;
  private static final int CORE = 20;

  @TempDir private Path stateDir;
  private final Map<TaskFixture, Integer> fed = new HashMap<>();

  private static InstanceModel model(int partitions) {
    return InstanceModel.create(
        TopologyFixture.settings(),
        EventRules.DEFAULT,
        partitions,
        new Limits(MAX_ITEMS, 0, MAX_USERS, 0, 0));
  }

  private TaskFixture open(InstanceModel model, int partition) {
    return new TaskFixture(stateDir, model, partition).open();
  }

  /// Regular users and items, and among them ids that never come again.
  private static void flood(TaskFixture task, String[] users, int events, String name) {
    for (int i = 0; i < events; i++) {
      String user = users[i % users.length];
      task.view(user, i % 3 == 0 ? name + i : "core" + (i * 7) % CORE);
    }
  }

  /// Hands the committed records of tasks to an instance that they were not handed to yet.
  private void feed(InstanceModel model, TaskFixture... tasks) {
    var feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
    for (int p = 0; p < tasks.length; p++) {
      List<KeyValue<byte[], byte[]>> log = tasks[p].itemLog.committed;
      for (int i = fed.getOrDefault(tasks[p], 0); i < log.size(); i++) {
        KeyValue<byte[], byte[]> change = log.get(i);
        feed.accept(new ConsumerRecord<>("changelog", p, i, change.key, change.value));
      }
      fed.put(tasks[p], log.size());
    }
  }

  private static Map<String, Integer> records(TaskFixture.Changelog log) {
    Map<String, Integer> left = new HashMap<>();
    for (KeyValue<byte[], byte[]> each : log.committed) {
      if (StoredPosition.isKey(each.key)) {
        continue;
      }
      if (each.value == null) {
        left.remove(StoredBytes.nameOf(each.key));
      } else {
        left.put(StoredBytes.nameOf(each.key), each.value.length);
      }
    }
    return left;
  }

  private static List<String> core() {
    List<String> core = new ArrayList<>();
    for (int i = 0; i < CORE; i++) {
      core.add("core" + i);
    }
    return core;
  }

  @Test
  void aFloodOfNewItemsDisplacesItselfAndLeavesNothingBehind() {
    TaskFixture task = open(model(1), 0);
    String[] users = {"ann", "bob", "cy", "dee"};
    for (int round = 0; round < 40; round++) {
      flood(task, users, 60, "flood" + round + "-");
      task.commit();
      feed(task.model, task);
      assertThat(task.model.matrix().size()).isLessThanOrEqualTo(MAX_ITEMS);
    }
    settle(task);
    assertThat(core()).allMatch(id -> task.model.matrix().slotOf(id) >= 0);
    assertThat(task.model.matrix().life().marks()).isZero();
    assertThat(task.model.matrix().life().quarantined()).isZero();
    assertThat(task.model.matrix().slots()).isLessThan(4 * MAX_ITEMS);
    assertThat(records(task.itemLog)).hasSizeLessThanOrEqualTo(2 * MAX_ITEMS + 2);
  }

  @Test
  void aModelThatIsLearnedAnewIsTheSame() {
    TaskFixture first = open(model(1), 0);
    TaskFixture second = open(model(1), 0);
    for (int round = 0; round < 10; round++) {
      flood(first, new String[] {"ann", "bob", "cy"}, 90, "flood" + round + "-");
      first.commit();
      feed(first.model, first);
    }
    int reader = second.model.matrix().life().readers().begin(); // no slot is used again
    for (int round = 0; round < 10; round++) {
      flood(second, new String[] {"ann", "bob", "cy"}, 90, "flood" + round + "-");
    }
    second.commit();
    second.model.matrix().life().readers().end(reader);
    assertThat(second.model.matrix().size()).isEqualTo(first.model.matrix().size());
    for (String id : core()) {
      assertThat(second.row(id)).as(id).isEqualTo(first.row(id));
    }
    assertThat(second.users.find("ann"))
        .usingRecursiveComparison()
        .comparingOnlyFields("vector", "accumulator", "events", "recentCount", "consumed.count")
        .isEqualTo(first.users.find("ann"));
  }

  @Test
  void twoTasksOfOneInstanceLetGoOfAnItemTogether() {
    InstanceModel model = model(2);
    TaskFixture zero = open(model, 0);
    TaskFixture one = open(model, 1);
    for (int round = 0; round < 30; round++) {
      flood(zero, Partitions.usersOf(0, 2, 3), 60, "flood" + round + "-");
      flood(one, Partitions.usersOf(1, 2, 3), 60, "flood" + round + "-");
      zero.commit();
      one.commit();
      feed(model, zero, one);
    }
    settle(model, zero, one);
    assertThat(core()).allMatch(id -> model.matrix().slotOf(id) >= 0);
    assertThat(model.matrix().size()).isLessThanOrEqualTo(MAX_ITEMS);
    assertThat(model.matrix().life().marks()).isZero();
    assertThat(known(zero, one)).allMatch(id -> model.matrix().slotOf(id) >= 0);
  }

  /// The owner's task lets go of an item and never commits it.
  @Test
  void otherTasksKeepTheirPartsOfAnItemUntilItsMarkIsCommitted() {
    InstanceModel model = model(2);
    TaskFixture owner = open(model, 0);
    TaskFixture other = open(model, 1);
    String kept = itemsOf(0).getFirst();
    other.view(Partitions.usersOf(1, 2, 1)[0], kept);
    other.commit();
    feed(model, owner, other);
    for (int i = 0; i < 3 * MAX_ITEMS; i++) {
      owner.view(Partitions.usersOf(0, 2, 1)[0], itemsOf(0).get(1 + i));
    }
    assertThat(model.matrix().slotOf(kept)).isNegative();
    other.view(Partitions.usersOf(1, 2, 1)[0], "core1");
    other.commit();
    assertThat(records(other.itemLog)).containsKey(kept);
    owner.commit();
    feed(model, owner, other);
    other.view(Partitions.usersOf(1, 2, 1)[0], "core1");
    other.commit();
    assertThat(records(other.itemLog)).doesNotContainKeys(kept, "context of " + kept);
  }

  /// The items of which the tasks' changelogs have something.
  private static List<String> known(TaskFixture... tasks) {
    List<String> known = new ArrayList<>();
    for (TaskFixture task : tasks) {
      for (String name : records(task.itemLog).keySet()) {
        if (!name.equals("tally") && !name.equals("shared weights")) {
          known.add(name.replace("context of ", ""));
        }
      }
    }
    return known;
  }

  /// Commits and feeds until everything has had its turn.
  private void settle(TaskFixture task) {
    for (int i = 0; i < 4; i++) {
      task.view("ann", "core1");
      task.commit();
      feed(task.model, task);
    }
  }

  private void settle(InstanceModel model, TaskFixture zero, TaskFixture one) {
    for (int i = 0; i < 6; i++) {
      zero.view(Partitions.usersOf(0, 2, 1)[0], "core1");
      one.view(Partitions.usersOf(1, 2, 1)[0], "core1");
      zero.commit();
      one.commit();
      feed(model, zero, one);
    }
  }

  @Test
  void aTaskElsewhereDropsWhatTheOwnerLetGo() {
    InstanceModel here = model(2);
    InstanceModel there = model(2);
    TaskFixture zero = open(here, 0);
    TaskFixture one = open(there, 1);
    String lost = itemsOf(0).getFirst();
    one.view(Partitions.usersOf(1, 2, 1)[0], lost);
    one.commit();
    exchange(here, there, zero, one);
    for (int i = 0; i < 3 * MAX_ITEMS; i++) {
      zero.view(Partitions.usersOf(0, 2, 1)[0], itemsOf(0).get(1 + i));
    }
    assertThat(here.matrix().slotOf(lost)).isNegative();
    for (int i = 0; i < 4; i++) {
      zero.view(Partitions.usersOf(0, 2, 1)[0], "core1");
      zero.commit();
      exchange(here, there, zero, one);
      one.view(Partitions.usersOf(1, 2, 1)[0], "core2");
      one.commit();
      exchange(here, there, zero, one);
    }
    assertThat(there.matrix().slotOf(lost)).isNegative();
    assertThat(records(one.itemLog)).doesNotContainKeys(lost, "context of " + lost);
    assertThat(records(zero.itemLog)).doesNotContainKeys(lost);
    assertThat(there.matrix().life().marks()).isZero();
    assertThat(here.matrix().life().marks()).isZero();
  }

  private static List<String> itemsOf(int partition) {
    return List.of(Partitions.usersOf(partition, 2, 200));
  }

  private final Map<InstanceModel, Map<TaskFixture, Integer>> heard = new HashMap<>();

  private void exchange(
      InstanceModel here, InstanceModel there, TaskFixture zero, TaskFixture one) {
    for (InstanceModel model : List.of(here, there)) {
      Map<TaskFixture, Integer> before = heard.computeIfAbsent(model, m -> new HashMap<>());
      fed.clear();
      fed.putAll(before);
      feed(model, zero, one);
      before.putAll(fed);
    }
  }

  @Test
  void aRestartAfterEvictionsKnowsTheSame() {
    TaskFixture task = open(model(1), 0);
    for (int round = 0; round < 10; round++) {
      flood(task, new String[] {"ann", "bob", "cy"}, 90, "flood" + round + "-");
      task.commit();
      feed(task.model, task);
    }
    InstanceModel again = model(1);
    fed.clear();
    feed(again, task);
    assertThat(again.matrix().size()).isEqualTo(task.model.matrix().size());
    TaskFixture restarted = new TaskFixture(stateDir, again, 0).restoreFrom(task);
    for (int place = 0; place < task.model.matrix().size(); place++) {
      String id = task.model.matrix().idOf(task.model.matrix().slotAt(place));
      assertThat(again.matrix().slotOf(id)).as(id).isNotNegative();
      assertThat(restarted.row(id)).as(id).isEqualTo(task.row(id));
    }
    assertThat(restarted.bytesOf("ann")).isEqualTo(task.bytesOf("ann"));
  }

  @Test
  void anAbortBringsBackWhatWasLetGoSinceTheCommit() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "first");
    task.commit();
    feed(task.model, task);
    for (int i = 0; i < 2 * MAX_ITEMS; i++) {
      task.view("ann", "flood" + i);
    }
    assertThat(task.model.matrix().slotOf("first")).isNegative();
    task.closeDirty();
    task.open();
    task.view("ann", "first");
    task.commit();
    feed(task.model, task);
    assertThat(task.model.matrix().slotOf("first")).isNotNegative();
    assertThat(records(task.itemLog)).containsKey("first");
  }

  @Test
  void aFloodOfNewUsersDisplacesItself() {
    TaskFixture task = open(model(1), 0);
    for (int i = 0; i < 3_000; i++) {
      task.view(i % 2 == 0 ? "new" + i : "regular" + (i / 2) % 30, "core" + i % CORE);
      if (i % 100 == 0) {
        task.commit();
      }
    }
    task.commit();
    assertThat(task.users.approximateNumEntries()).isLessThanOrEqualTo(MAX_USERS);
    assertThat(task.model.matrix().tally().users()).isEqualTo(task.users.approximateNumEntries());
    for (int i = 0; i < 30; i++) {
      assertThat(task.users.find("regular" + i)).as("regular" + i).isNotNull();
    }
    assertThat(records(task.userLog)).hasSizeLessThanOrEqualTo(MAX_USERS);
    assertThat(task.model.userIndex().size()).isLessThanOrEqualTo(MAX_USERS);
  }

  @Test
  void aUserWhoIsLetGoAndComesBackIsNew() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "core1");
    task.commit();
    for (int i = 0; i < MAX_USERS; i++) {
      task.view("user" + i, "core1");
    }
    assertThat(task.users.find("ann")).isNull();
    task.view("ann", "core2");
    task.commit();
    assertThat(records(task.userLog)).containsKey("ann");
    assertThat(task.users.find("ann")).extracting(UserState::events).isEqualTo(1L);
  }

  @Test
  void theOrderOfUsersOutlivesARestart() {
    TaskFixture task = open(model(1), 0);
    for (int i = 0; i < MAX_USERS; i++) {
      task.send(
          "user" + i,
          "{\"userId\":\"user%d\",\"itemId\":\"core1\",\"timestamp\":%d}"
              .formatted(i, TopologyFixture.SENT_MILLIS - 1_000 + (i * 7) % MAX_USERS));
    }
    task.commit();
    TaskFixture restarted = new TaskFixture(stateDir, model(1), 0).restoreFrom(task);
    restarted.view("another", "core1");
    assertThat(restarted.users.find("user0")).isNull();
    assertThat(restarted.users.find("user1")).isNotNull();
  }

  @Test
  void usersWithoutEventsForTooLongAreLetGo() {
    long day = 86_400_000;
    var limits = new Limits(MAX_ITEMS, 0, MAX_USERS, 30 * day, 0);
    TaskFixture task =
        open(InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1, limits), 0);
    viewAt(task, "old", 0);
    viewAt(task, "other", 20 * day);
    viewAt(task, "new", 31 * day);
    assertThat(task.users.find("old")).isNull();
    assertThat(task.users.find("other")).isNotNull();
    assertThat(task.model.matrix().tally().users()).isEqualTo(2);
  }

  private static void viewAt(TaskFixture task, String user, long afterMillis) {
    viewAt(task, user, "core1", afterMillis);
  }

  private static void viewAt(TaskFixture task, String user, String item, long afterMillis) {
    task.send(
        user,
        "{\"userId\":\"%s\",\"itemId\":\"%s\",\"timestamp\":%d}"
            .formatted(user, item, 1_700_000_000_000L + afterMillis));
  }

  @Test
  void whatIsLetGoIsToldWithTheReason() {
    long day = 86_400_000;
    var limits = new Limits(MAX_ITEMS, 30 * day, MAX_USERS, 30 * day, 0);
    TaskFixture task =
        open(InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1, limits), 0);
    viewAt(task, "old", "old book", 0);
    assertThat(task.usersLetGo).isEmpty();
    assertThat(task.itemsLetGo).isEmpty();
    viewAt(task, "new0", "new book0", 31 * day);
    assertThat(task.usersLetGo).containsExactly(entry(LetGo.TTL, 1));
    assertThat(task.itemsLetGo).containsExactly(entry(LetGo.TTL, 1));
    int count = 2 * MAX_USERS;
    for (int i = 1; i < count; i++) {
      viewAt(task, "new" + i, "new book" + i, 31 * day);
    }
    assertThat(task.usersLetGo)
        .containsOnly(entry(LetGo.TTL, 1), entry(LetGo.LIMIT, count - task.users.size()));
    assertThat(task.itemsLetGo)
        .containsOnly(entry(LetGo.TTL, 1), entry(LetGo.LIMIT, count - task.model.matrix().size()));
  }

  @Test
  void anItemThatTheListDeletesWasNotLetGo() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "book");
    task.model.deletions().delete("book");
    task.commit();
    assertThat(task.model.matrix().life().deletedItems()).isEqualTo(1);
    assertThat(task.itemsLetGo).isEmpty();
  }

  @Test
  void eventsOfADeletedItemAreCountedAndChangeNothing() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "book");
    task.view("ann", "film");
    task.model.deletions().delete("book");
    task.commit();
    assertThat(task.model.matrix().slotOf("book")).isNegative();
    byte[] before = task.bytesOf("ann");
    task.view("ann", "book");
    assertThat(task.bytesOf("ann")).isEqualTo(before);
    assertThat(task.rejections).containsExactly(Rejection.DELETED_ITEM);
    assertThat(task.model.matrix().tally().handled()).isEqualTo(3);
    assertThat(task.context.forwarded()).isEmpty();
  }

  /// No event and no commit is due.
  @Test
  void aDeletionIsCarriedOutAtTheNextLook() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "book");
    task.commit();
    task.model.deletions().delete("book");
    task.letPass(CommitPace.LOOK);
    assertThat(task.model.matrix().slotOf("book")).isNegative();
    assertThat(task.context.committed()).isTrue();
    task.model.deletions().relist("book");
    task.letPass(CommitPace.LOOK);
    assertThat(task.model.matrix().life().isDeleted("book")).isFalse();
  }

  @Test
  void anItemListedWhileNobodyRanIsLearnedAgainAfterARestart() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "book");
    task.model.deletions().delete("book");
    task.commit();
    InstanceModel model = model(1);
    model.deletions().setListed("book"::equals);
    TaskFixture restarted = new TaskFixture(stateDir, model, 0).restoreFrom(task);
    restarted.view("ann", "book");
    assertThat(restarted.rejections).isEmpty();
    assertThat(model.matrix().slotOf("book")).isNotNegative();
  }

  @Test
  void noMoreDeletionsAreRememberedThanItemsMayBeKnown() {
    TaskFixture task = open(model(1), 0);
    for (int i = 0; i < 3 * MAX_ITEMS; i++) {
      task.view("ann", "item" + i);
      task.model.deletions().delete("item" + i);
      task.commit();
      feed(task.model, task);
    }
    ItemLife life = task.model.matrix().life();
    assertThat(life.deletedItems()).isEqualTo(MAX_ITEMS);
    assertThat(life.isDeleted("item" + (2 * MAX_ITEMS - 1))).isFalse();
    assertThat(life.isDeleted("item" + 2 * MAX_ITEMS)).isTrue();
    settle(task);
    assertThat(life.marks()).isEqualTo(MAX_ITEMS);
    assertThat(records(task.itemLog)).hasSizeLessThanOrEqualTo(MAX_ITEMS + 4);
  }

  @Test
  void aDeletionOutlivesARestartUntilTheItemIsListedAgain() {
    TaskFixture task = open(model(1), 0);
    task.view("ann", "book");
    task.model.deletions().delete("book");
    task.commit();
    TaskFixture restarted = new TaskFixture(stateDir, model(1), 0).restoreFrom(task);
    restarted.view("ann", "book");
    assertThat(restarted.rejections).containsExactly(Rejection.DELETED_ITEM);
    restarted.model.deletions().list("book");
    restarted.model.deletions().relist("book");
    restarted.commit();
    restarted.view("ann", "book");
    restarted.commit();
    assertThat(restarted.rejections).hasSize(1);
    int slot = restarted.model.matrix().slotOf("book");
    assertThat(restarted.model.matrix().generation(slot)).isEqualTo(2);
  }
}
