package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.feed.ItemFeed;
import io.millrace.model.event.EventRules;
import io.millrace.model.learner.UserState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two instances, each with the task of one partition and a standby of the other's, stay within
/// their limits.
class StandbyGrowthTest {
  private static final int MAX_ITEMS = 40;
  private static final int MAX_USERS = 60;
  private static final int CORE = 20;
  private static final int ROUNDS = 40;
  private static final String[] USERS_OF_0 = Partitions.usersOf(0, 2, 3);
  private static final String[] USERS_OF_1 = Partitions.usersOf(1, 2, 3);

  @TempDir private Path stateDir;
  private final InstanceModel here = model();
  private final InstanceModel there = model();
  private final List<TaskFixture> writers = new ArrayList<>();
  private final int[][] fed = new int[2][4];
  private final Map<String, Set<String>> viewed = new HashMap<>(); // items by user
  private TaskFixture zero; // active here
  private TaskFixture one; // active there
  private TaskFixture copyOfOne; // here
  private TaskFixture copyOfZero; // there

  private static InstanceModel model() {
    return InstanceModel.create(
        TopologyFixture.settings(),
        EventRules.DEFAULT,
        2,
        new Limits(MAX_ITEMS, 0, MAX_USERS, 0, 0));
  }

  @BeforeEach
  void open() {
    zero = new TaskFixture(stateDir.resolve("a"), here, 0).open();
    one = new TaskFixture(stateDir.resolve("b"), there, 1).open();
    copyOfOne = new TaskFixture(stateDir.resolve("c"), here, 1).standBy(one);
    copyOfZero = new TaskFixture(stateDir.resolve("d"), there, 0).standBy(zero);
    writers.addAll(List.of(zero, copyOfZero, one, copyOfOne));
  }

  private void flood(TaskFixture task, String[] users, String name) {
    for (int i = 0; i < 60; i++) {
      view(task, users[i % users.length], i % 7 == 0 ? name + i : "core" + (i * 7) % CORE);
    }
  }

  private void view(TaskFixture task, String user, String item) {
    task.view(user, item);
    viewed.computeIfAbsent(user, id -> new HashSet<>()).add(item);
  }

  /// Hands both instances what was committed since the last call, as the feeds of items do.
  private void feed() {
    feed(here, fed[0]);
    feed(there, fed[1]);
  }

  private void feed(InstanceModel model, int[] from) {
    var feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
    for (int w = 0; w < writers.size(); w++) {
      List<KeyValue<byte[], byte[]>> log = writers.get(w).itemLog.committed;
      for (; from[w] < log.size(); from[w]++) {
        KeyValue<byte[], byte[]> change = log.get(from[w]);
        feed.accept(
            new ConsumerRecord<>(
                "app-items-changelog",
                w / 2,
                from[w],
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                change.key,
                change.value,
                new RecordHeaders(),
                Optional.empty()));
      }
    }
  }

  /// The items that a user has, by id.
  private static Set<String> itemsOf(TaskFixture task, String userId) {
    UserState user = task.users.find(userId);
    assertThat(user).as(userId).isNotNull();
    Set<String> items = new TreeSet<>();
    for (int i = 0; i < user.consumedCount(); i++) {
      if (task.model.matrix().isHeld(user.consumed(i))) {
        items.add(task.model.matrix().idOf(user.consumed(i)));
      }
    }
    return items;
  }

  /// A slot that was given to another item would show as an item that the user never had.
  private void assertOwnItems(TaskFixture task, String[] users) {
    for (String user : users) {
      assertThat(viewed.get(user)).as(user).containsAll(itemsOf(task, user));
      assertThat(itemsOf(task, user)).as(user).contains("core1");
    }
  }

  private static void assertBounded(InstanceModel model) {
    assertThat(model.matrix().size()).isLessThanOrEqualTo(2 * MAX_ITEMS);
    assertThat(model.matrix().slots()).isLessThan(5 * MAX_ITEMS);
  }

  @Test
  void slotsAreUsedAgainWhereAStandbyIs() {
    for (int round = 0; round < ROUNDS; round++) {
      flood(zero, USERS_OF_0, "a" + round + "-");
      zero.commit();
      flood(one, USERS_OF_1, "b" + round + "-");
      one.commit();
      feed();
      copyOfOne.follow(one);
      copyOfZero.follow(zero);
      here.copies().tend();
      there.copies().tend();
      assertOwnItems(copyOfZero, USERS_OF_0);
      assertOwnItems(copyOfOne, USERS_OF_1);
    }
    assertBounded(here);
    assertBounded(there);
  }

  @Test
  void aStandbyForWhichNothingComesHoldsNoSlotBack() {
    flood(one, USERS_OF_1, "b");
    one.commit();
    feed();
    copyOfOne.follow(one);
    for (int round = 0; round < ROUNDS; round++) {
      flood(zero, USERS_OF_0, "a" + round + "-");
      zero.commit();
      view(one, USERS_OF_1[0], "core1"); // or nobody lets go of the items that it owns
      one.commit();
      feed();
      here.copies().tend();
      there.copies().tend();
    }
    assertBounded(here);
    assertOwnItems(copyOfOne, USERS_OF_1);
  }

  @Test
  void storesThatBecomeAStandbysAndATasksAgainKnowWhatWasLearnedMeanwhile() {
    int slots = 0;
    for (int turn = 0; turn < 4; turn++) {
      for (int round = 0; round < ROUNDS / 4; round++) {
        flood(zero, USERS_OF_0, "a" + turn + "-" + round + "-");
        zero.commit();
        view(one, USERS_OF_1[0], "core1");
        one.commit();
        feed();
        copyOfOne.follow(one);
        copyOfZero.follow(zero);
        there.copies().tend();
        here.copies().tend();
      }
      zero.recycle();
      copyOfZero.start(zero);
      for (int round = 0; round < ROUNDS / 4; round++) {
        flood(copyOfZero, USERS_OF_0, "c" + turn + "-" + round + "-");
        copyOfZero.commit();
        view(one, USERS_OF_1[0], "core1");
        one.commit();
        feed();
        copyOfOne.follow(one);
        zero.follow(copyOfZero);
        here.copies().tend();
        there.copies().tend();
      }
      copyOfZero.recycle();
      zero.start(copyOfZero);
      assertOwnItems(zero, USERS_OF_0);
      for (String user : USERS_OF_0) {
        assertThat(itemsOf(zero, user)).as(user).containsAll(itemsOf(copyOfZero, user));
      }
      for (int i = 0; i < CORE; i++) {
        assertThat(zero.row("core" + i)).isEqualTo(copyOfZero.row("core" + i));
      }
      slots = Math.max(slots, here.matrix().slots());
    }
    assertThat(slots).isLessThan(5 * MAX_ITEMS);
    assertBounded(there);
  }
}
