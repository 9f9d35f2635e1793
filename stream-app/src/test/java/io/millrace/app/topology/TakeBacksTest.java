package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.Rejection;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that is learned anew from a topic in which things were taken back is, to the byte, the
/// one of a topic in which they were never learned.
class TakeBacksTest {
  private static final long SEED = 23;
  private static final int EVENTS = 400;
  private static final String GONE = "gone";
  @TempDir private Path stateDir;

  /// A record of the topic of interactions, at the offset of its place in a list.
  private record Sent(String userId, String value) {
    static Sent view(String userId, String itemId) {
      return new Sent(userId, "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId));
    }

    static Sent withId(String userId, String itemId, String eventId) {
      return new Sent(
          userId,
          "{\"userId\":\"%s\",\"itemId\":\"%s\",\"eventId\":\"%s\"}"
              .formatted(userId, itemId, eventId));
    }

    static Sent undo(String userId, String itemId) {
      return new Sent(
          userId,
          "{\"type\":\"undo\",\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, itemId));
    }

    static Sent erase(String userId) {
      return new Sent(userId, "{\"type\":\"erase\",\"userId\":\"%s\"}".formatted(userId));
    }

    static Sent merge(String userId, String from) {
      return new Sent(
          userId, "{\"type\":\"merge\",\"userId\":\"%s\",\"from\":\"%s\"}".formatted(userId, from));
    }

    static Sent never(String userId) {
      return new Sent(
          userId, "{\"userId\":\"%s\",\"itemId\":\"i\",\"type\":\"?\"}".formatted(userId));
    }

    boolean isOf(String itemId) {
      return value.contains("\"itemId\":\"" + itemId + "\"") && !value.contains("undo");
    }
  }

  @Test
  void anErasedUserLeavesNoTraceButWhatCameAfter() {
    List<Sent> topic = world();
    topic.add(Sent.erase("user1"));
    topic.addAll(List.of(Sent.view("user1", "item2"), Sent.view("user0", "item2")));
    List<Sent> without = new ArrayList<>(topic);
    without.subList(0, EVENTS).replaceAll(s -> s.userId().equals("user1") ? never(s) : s);

    TaskFixture rebuilt = rebuild(topic, Set.of());
    assertSameModel(rebuilt, rebuild(without, Set.of()));
    long erased = topic.stream().filter(sent -> sent.userId().equals("user1")).count() - 1;
    Tally tally = rebuilt.items.part().tally();
    assertThat(tally.of(Outcome.ERASED)).isEqualTo(erased);
    assertThat(tally.handled()).isEqualTo(topic.size());
    assertThat(rebuilt.users.find("user1")).isNotNull();
  }

  @Test
  void anErasureOnTheTopicOfUsersCountsByItsTime() {
    List<Sent> topic = world();
    List<Sent> without = new ArrayList<>(topic);
    without.replaceAll(s -> s.userId().equals("user1") ? never(s) : s);
    TakeBacks sameMoment = collect(topic);
    sameMoment.acceptUser(record("user1", null, 0, TopologyFixture.SENT_MILLIS));
    TakeBacks before = collect(topic);
    before.acceptUser(record("user1", null, 0, TopologyFixture.SENT_MILLIS - 1));
    before.acceptUser(record("user1", "{\"name\":\"Ann\"}", 1, TopologyFixture.SENT_MILLIS));

    assertSameModel(rebuild(topic, EVENTS, sameMoment, Set.of()), rebuild(without, Set.of()));
    assertSameModel(rebuild(topic, EVENTS, before, Set.of()), rebuild(topic, Set.of()));
  }

  @Test
  void whatAnAccountTookOverIsErasedAndUndoneWithIt() {
    List<Sent> topic = world();
    topic.add(Sent.merge("user1", "user2"));
    topic.add(Sent.view("user2", "item3")); // the next visitor on the same device
    topic.add(Sent.merge("user3", "user4"));
    topic.add(Sent.undo("user3", "item2"));
    topic.add(Sent.erase("user1"));
    List<Sent> without = new ArrayList<>(topic);
    without
        .subList(0, EVENTS)
        .replaceAll(
            s ->
                Set.of("user1", "user2").contains(s.userId())
                        || (Set.of("user3", "user4").contains(s.userId()) && s.isOf("item2"))
                    ? never(s)
                    : s);
    assertSameModel(rebuild(topic, Set.of()), rebuild(without, Set.of()));
  }

  @Test
  void anUndoneEventLeavesNoTrace() {
    List<Sent> topic = world();
    topic.add(Sent.undo("user1", "item2"));
    topic.add(Sent.view("user2", "item2"));
    List<Sent> without = new ArrayList<>(topic);
    without
        .subList(0, EVENTS)
        .replaceAll(s -> s.userId().equals("user1") && s.isOf("item2") ? never(s) : s);

    TaskFixture rebuilt = rebuild(topic, Set.of());
    assertSameModel(rebuilt, rebuild(without, Set.of()));
    assertThat(rebuilt.items.part().tally().of(Outcome.UNDONE))
        .isEqualTo(1 + without.stream().filter(s -> s.value().contains("\"?\"")).count());
    assertThat(rebuilt.items.part().tally().handled()).isEqualTo(topic.size());
  }

  @Test
  void anUndoneEventThatIsSentAgainIsARepeatAndANewOneIsLearned() {
    List<Sent> topic = new ArrayList<>(List.of(Sent.view("u", "other")));
    topic.add(Sent.withId("u", "i", "a"));
    topic.add(Sent.undo("u", "i"));
    topic.add(Sent.withId("u", "i", "a"));
    topic.add(Sent.withId("u", "i", "b"));
    Tally tally = rebuild(topic, Set.of()).items.part().tally();
    assertThat(tally.learned()).isEqualTo(2);
    assertThat(tally.of(Outcome.UNDONE)).isEqualTo(2);
    assertThat(tally.of(Outcome.REPEATED)).isEqualTo(1);
  }

  @Test
  void aDeletedItemLeavesNoTraceAndStaysDeleted() {
    List<Sent> topic = world();
    List<Sent> without = new ArrayList<>(topic);
    without.replaceAll(sent -> sent.isOf("item2") ? never(sent) : sent);
    TaskFixture rebuilt = rebuild(topic, Set.of("item2"));
    TaskFixture other = rebuild(without, Set.of("item2"));
    assertSameModel(rebuilt, other);
    assertThat(rebuilt.items.part().tally().rejected(Rejection.DELETED_ITEM)).isPositive();
    assertThat(latest(other.itemLog)).containsKey(HexFormat.of().formatHex(ItemCodec.key("item2")));

    var served = new TaskFixture(stateDir, TopologyFixture.newModel(1), 0).restoreFrom(rebuilt);
    served.view("user1", "item2");
    assertThat(served.rejections).containsExactly(Rejection.DELETED_ITEM);
  }

  @Test
  void whatIsBeyondTheBoundChangesNothing() {
    List<Sent> topic = world();
    topic.add(Sent.erase(GONE));
    TaskFixture bounded = rebuild(topic, 150, collect(topic), Set.of());
    assertThat(bounded.model.positions().next(0)).isEqualTo(150);
    assertThat(bounded.model.scope().seen(0)).isEqualTo(topic.size());
    assertThat(bounded.items.part().tally().handled()).isEqualTo(150);
    TaskFixture stopped = rebuild(topic.subList(0, 150), 150, collect(topic), Set.of());
    assertThat(latest(bounded.itemLog)).isEqualTo(latest(stopped.itemLog));
    assertThat(latest(bounded.userLog)).isEqualTo(latest(stopped.userLog));
  }

  @Test
  void commitsAtOtherTimesMakeTheSameModel() {
    assertSameWhenCommittedAtOtherTimes(Limits.DEFAULT, 9);
  }

  @Test
  void soTheyDoWhereItemsAndUsersAreLetGo() {
    assertSameWhenCommittedAtOtherTimes(new Limits(20, 0, 5, 0), 60);
  }

  private void assertSameWhenCommittedAtOtherTimes(Limits limits, int items) {
    var random = new Random(SEED);
    var seldom = open(limits);
    var often = open(limits);
    for (int i = 0; i < 1_000; i++) {
      Sent sent = Sent.view("user" + random.nextInt(9), "item" + random.nextInt(items));
      for (TaskFixture task : List.of(seldom, often)) {
        task.send(sent.userId(), sent.value());
      }
      if (i % 37 == 0) {
        often.commit();
      }
    }
    seldom.commit();
    often.commit();
    assertThat(latest(often.itemLog)).as("seed %d", SEED).isEqualTo(latest(seldom.itemLog));
    assertThat(latest(often.userLog)).as("seed %d", SEED).isEqualTo(latest(seldom.userLog));
  }

  private TaskFixture open(Limits limits) {
    InstanceModel model =
        InstanceModel.create(TopologyFixture.settings(), EventRules.DEFAULT, 1, limits);
    return new TaskFixture(stateDir, model, 0).open();
  }

  @Test
  void moreThanThereIsRoomForIsRefused() {
    var takeBacks = new TakeBacks(EventRules.DEFAULT, 1, 2);
    takeBacks.acceptEvent(record("a", Sent.erase("a").value(), 0, 1));
    takeBacks.acceptEvent(record("b", Sent.undo("b", "i").value(), 1, 1));
    takeBacks.acceptEvent(record("b", Sent.undo("b", "i").value(), 2, 1));
    assertThat(takeBacks.size()).isEqualTo(2);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> takeBacks.acceptUser(record("c", null, 3, 1)))
        .withMessageContaining("room for 2")
        .withMessageContaining("MILLRACE_HEAP");
  }

  private static Sent never(Sent sent) {
    return Sent.never(sent.userId());
  }

  private static List<Sent> world() {
    var random = new Random(SEED);
    List<Sent> topic = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      topic.add(Sent.view("user" + random.nextInt(7), "item" + random.nextInt(9)));
    }
    return topic;
  }

  private TaskFixture rebuild(List<Sent> topic, Set<String> deleted) {
    return rebuild(topic, topic.size(), collect(topic), deleted);
  }

  private TaskFixture rebuild(
      List<Sent> topic, int bound, TakeBacks takeBacks, Set<String> deleted) {
    var scope = LearnScope.below(new long[] {bound}, takeBacks, deleted);
    var task = new TaskFixture(stateDir, TopologyFixture.newModel(1).within(scope), 0).open();
    topic.forEach(sent -> task.send(sent.userId(), sent.value()));
    task.commit();
    return task;
  }

  private static TakeBacks collect(List<Sent> topic) {
    var takeBacks = new TakeBacks(EventRules.DEFAULT, 1, 1_000);
    for (int i = 0; i < topic.size(); i++) {
      takeBacks.acceptEvent(
          record(topic.get(i).userId(), topic.get(i).value(), i, TopologyFixture.SENT_MILLIS));
    }
    return takeBacks;
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String key, @Nullable String value, long offset, long sentMillis) {
    return new ConsumerRecord<>(
        "any",
        0,
        offset,
        sentMillis,
        TimestampType.CREATE_TIME,
        0,
        0,
        TopologyFixture.bytes(key),
        TopologyFixture.bytes(value),
        new RecordHeaders(),
        Optional.empty());
  }

  /// Everything but the tallies, whose reasons differ.
  private static void assertSameModel(TaskFixture found, TaskFixture expected) {
    Map<String, String> items = latest(found.itemLog);
    Map<String, String> expectedItems = latest(expected.itemLog);
    String tally = HexFormat.of().formatHex(ItemCodec.tallyKey());
    items.remove(tally);
    expectedItems.remove(tally);
    assertThat(items).as("seed %d", SEED).isNotEmpty().isEqualTo(expectedItems);
    assertThat(latest(found.userLog)).as("seed %d", SEED).isEqualTo(latest(expected.userLog));
  }

  /// Without the position: how often a model was written is no part of it.
  private static Map<String, String> latest(TaskFixture.Changelog log) {
    Map<String, String> values = new HashMap<>();
    log.committed.forEach(
        write -> {
          String key = HexFormat.of().formatHex(write.key);
          if (StoredPosition.isKey(write.key)) {
            return;
          }
          if (write.value == null) {
            values.remove(key);
          } else {
            values.put(key, HexFormat.of().formatHex(write.value));
          }
        });
    return values;
  }
}
