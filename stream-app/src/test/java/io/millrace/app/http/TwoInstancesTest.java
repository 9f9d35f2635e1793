package io.millrace.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.SharedBroker;
import io.millrace.app.topology.StoredUser;
import io.millrace.model.event.Attribute;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.send.Producers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoInstancesTest {
  /// Enough that each instance owns some of them.
  private static final List<String> USERS =
      IntStream.range(0, 16).mapToObj(i -> "two-u" + i).toList();

  private final List<String> erased = new ArrayList<>();
  private final List<String> undone = new ArrayList<>();
  private final Instance one;
  private final Instance two;
  private final Set<Integer> answeredByTwoAtOnce;

  TwoInstancesTest(SharedBroker.Running broker) {
    one = Instance.start(broker, "two");
    two = Instance.start(broker, "two");
    answeredByTwoAtOnce = partitionsAnsweredBy(two);
  }

  /// Partitions that an instance learns or has a whole copy of.
  private static Set<Integer> partitionsAnsweredBy(Instance instance) {
    Answer status = instance.client().get("/v1/status");
    Set<Integer> partitions = new HashSet<>();
    for (String list : List.of("active", "copies")) {
      for (Object each : status.list(list)) {
        Map<?, ?> partition = (Map<?, ?>) each;
        if (!Boolean.FALSE.equals(partition.get("whole"))) {
          partitions.add(Integer.valueOf(String.valueOf(partition.get("partition"))));
        }
      }
    }
    return partitions;
  }

  @Test
  @Order(1)
  void oneThatJoinsIsReadyOnceItCanStandInForTheOther() {
    assertThat(answeredByTwoAtOnce).isEqualTo(Set.of(0, 1, 2, 3));
  }

  @BeforeAll
  void learn() {
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ownersBy(one))
                    .isEqualTo(Set.of(one.address(), two.address()))
                    .isEqualTo(ownersBy(two)));
    for (String user : USERS) {
      one.view(user, "two-a", "two-b");
    }
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
  }

  @Test
  @Order(1)
  void eitherAnswersForAnyUser() {
    for (String user : USERS) {
      // Passing on has a short time limit, which a busy machine may miss.
      await().atMost(Instance.PATIENCE).untilAsserted(() -> assertSameAnswers(user));
    }
  }

  private void assertSameAnswers(String user) {
    Answer byOne = one.client().get("/v1/users/" + user);
    assertThat(byOne.status()).isEqualTo(200);
    assertThat(two.client().get("/v1/users/" + user).body()).isEqualTo(byOne.body());
    assertThat(two.client().get("/v1/users/" + user + "/recommendations?k=3").text("strategy"))
        .isEqualTo("personal");
  }

  @Test
  @Order(1)
  void eitherAnswersForAllUsersAtOnce() {
    String json = "{\"userIds\": [\"" + String.join("\", \"", USERS) + "\"], \"k\": 3}";
    for (Instance asked : List.of(one, two)) {
      await()
          .atMost(Instance.PATIENCE)
          .untilAsserted(
              () -> {
                Answer answer = asked.client().recommend(json);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                List<String> users = new ArrayList<>();
                Set<String> owners = new HashSet<>();
                for (int i = 0; i < answer.list("results").size(); i++) {
                  users.add(answer.text("results." + i + ".userId"));
                  owners.add(answer.text("results." + i + ".servedBy"));
                  assertThat(answer.text("results." + i + ".strategy")).isEqualTo("personal");
                }
                assertThat(users).isEqualTo(USERS);
                assertThat(owners).isEqualTo(Set.of(one.address(), two.address()));
              });
    }
  }

  @Test
  @Order(1)
  void whatARequestSaysOfItsListsHoldsAtTheOtherInstanceToo() {
    one.list(
        "two-a",
        new ItemDetails(
            null, List.of(), List.of(), null, false, null, Map.of("price", numeral("12.50"))));
    two.list("two-b", ItemDetails.UNLISTED);
    String users = "\"userIds\": [\"" + String.join("\", \"", USERS) + "\"]";
    String rule = ", \"leaveOut\": [\"purchase\"], \"fields\": [\"price\"], \"k\": 1000}";
    for (Instance asked : List.of(one, two)) {
      await()
          .atMost(Instance.PATIENCE)
          .untilAsserted(
              () -> {
                Answer answer = asked.client().recommend("{" + users + rule);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.list("results")).hasSize(USERS.size());
                // Every list has what its user viewed, with the digits of its price.
                assertThat(answer.body().split("\"price\":12.50", -1)).hasSize(USERS.size() + 1);
              });
    }
  }

  private static Attribute numeral(String text) {
    return new Attribute.Numeral(text);
  }

  @Test
  @Order(1)
  void eachTellsOfItsCopiesOfTheOthersPartitions() {
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () -> {
              Set<Object> copied = new HashSet<>();
              for (Instance instance : List.of(one, two)) {
                Answer status = instance.client().get("/v1/status");
                assertThat(status.list("active")).hasSize(2);
                for (Object copy : status.list("copies")) {
                  Map<?, ?> each = (Map<?, ?>) copy;
                  assertThat(each.get("whole")).isEqualTo(true);
                  copied.add(each.get("partition"));
                }
              }
              assertThat(copied).hasSize(4);
            });
  }

  @Test
  @Order(1)
  void eitherRanksForAnyUser() {
    for (String user : USERS) {
      await()
          .atMost(Instance.PATIENCE)
          .untilAsserted(
              () -> {
                Answer ranked =
                    two.client()
                        .postJson(
                            "/v1/users/" + user + "/rank", "{\"itemIds\": [\"two-a\", \"two-b\"]}");
                assertThat(ranked.status()).isEqualTo(200);
                assertThat(ranked.text("servedBy")).isEqualTo(ownerBy(one, user));
                assertThat(ranked.itemIds()).containsExactlyInAnyOrder("two-a", "two-b");
              });
    }
  }

  @Test
  @Order(1)
  void aUserIsComparedWithThoseOfTheSameOwner() {
    for (String user : USERS) {
      await().atMost(Instance.PATIENCE).untilAsserted(() -> assertNeighboursOfOwner(user));
    }
  }

  private void assertNeighboursOfOwner(String user) {
    Answer similar = one.client().get("/v1/users/" + user + "/similar?k=1000");
    assertThat(similar.status()).isEqualTo(200);
    String owner = ownerBy(one, user);
    assertThat(similar.text("servedBy")).isEqualTo(owner);
    // The broker has users of other tests, too.
    assertThat(similar.userIds().stream().filter(USERS::contains))
        .containsExactlyInAnyOrderElementsOf(
            USERS.stream()
                .filter(other -> !other.equals(user) && ownerBy(one, other).equals(owner))
                .toList());
    Answer status = (owner.equals(one.address()) ? one : two).client().get("/v1/status");
    assertThat(similar.list("partitions"))
        .isEqualTo(
            status.list("active").stream()
                .map(each -> ((Map<?, ?>) each).get("partition"))
                .toList());
    assertThat(two.client().get("/v1/users/" + user + "/similar?k=1000").body())
        .isEqualTo(similar.body());
  }

  @Test
  @Order(1)
  void bothComeToKnowTheSameOfItems() {
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(two.client().get("/v1/items/two-a?vector=true").find("vector"))
                    .isNotNull()
                    .isEqualTo(one.client().get("/v1/items/two-a?vector=true").find("vector")));
    assertThat(two.client().get("/v1/items/two-a").number("events")).isEqualTo(USERS.size());
    assertThat(two.client().get("/v1/items/two-a/similar?k=1000").itemIds())
        .isEqualTo(one.client().get("/v1/items/two-a/similar?k=1000").itemIds());
    assertThat(two.client().get("/v1/items/two-a").text("servedBy")).isEqualTo(two.address());
  }

  @Test
  @Order(1)
  void aVisitorOfOneBecomesAUserOfTheOtherWithinAMoment() {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      String visitor = "two-visitor" + i;
      String account = "two-account" + i;
      two.view(visitor, "two-a", "two-b");
      one.view(account, "two-c");
      long start = System.nanoTime();
      assertThat(
              one.client()
                  .postJson("/v1/users/" + account + "/merge", "{\"from\": \"" + visitor + "\"}")
                  .status())
          .isEqualTo(202);
      await()
          .atMost(Instance.PATIENCE)
          .pollInterval(2, TimeUnit.MILLISECONDS)
          .until(() -> two.eventsOf(account) == 3);
      millis.add((System.nanoTime() - start) / 1_000_000);
      await()
          .atMost(Instance.PATIENCE)
          .until(() -> one.client().get("/v1/users/" + visitor).status() == 404);
    }
    millis.sort(null);
    System.out.printf(
        "merges are seen after %d ms (median), %d at most%n",
        millis.get(millis.size() / 2), millis.getLast());
  }

  @Test
  @Order(1)
  void aRequestThatWasPassedOnIsAnsweredFromACopyAndNotPassedOnAgain() {
    await()
        .atMost(Instance.PATIENCE)
        .untilAsserted(
            () -> {
              List<String> foreign =
                  USERS.stream().filter(user -> ownerBy(one, user).equals(two.address())).toList();
              assertThat(foreign).isNotEmpty();
              for (String user : foreign) {
                Answer copied = one.client().get("/v1/users/" + user, "X-Millrace-Forwarded", "1");
                assertThat(copied.status()).as(copied.body()).isEqualTo(200);
                assertThat(copied.text("servedBy")).isEqualTo(one.address());
                assertThat(copied.find("stale")).isEqualTo(true);
                assertThat(copied.number("lag")).isNotNegative();
                assertThat(copied.number("events")).isEqualTo(2);
                Answer owned = two.client().get("/v1/users/" + user, "X-Millrace-Forwarded", "1");
                assertThat(owned.find("stale")).isEqualTo(false);
                assertThat(owned.find("lag")).isNull();
              }
            });
  }

  /// Of users of the one instance, asked of the other one.
  @Test
  @Order(2)
  void whatIsTakenBackIsSoonGoneEverywhere() {
    List<String> users =
        IntStream.range(0, 64)
            .mapToObj(i -> "two-gone" + i)
            .filter(user -> ownerBy(one, user).equals(two.address()))
            .limit(5)
            .toList();
    assertThat(users).hasSize(5);
    for (String user : users) {
      two.view(user, "two-kept", "two-undone");
      await().atMost(Instance.PATIENCE).until(() -> copied(user).status() == 200);
      await().atMost(Instance.PATIENCE).until(() -> copied(user).number("events") == 2);
    }
    erased.addAll(users.subList(0, 3));
    undone.addAll(users.subList(3, 5));
    try (var forgetting = new Forgetting(one.settings());
        var producer = Producers.create(one.settings().bootstrapServers(), Map.of())) {
      String interactions = one.settings().interactionsTopic();
      String erase = "{\"type\":\"erase\",\"userId\":\"%s\"}".formatted(users.get(1));
      String undo =
          "{\"type\":\"undo\",\"userId\":\"%s\",\"itemId\":\"two-undone\"}".formatted(users.get(4));
      eraseOne(forgetting, "DELETE of a user", users.get(0), user -> delete("/v1/users/" + user));
      eraseOne(
          forgetting,
          "erase in interactions",
          users.get(1),
          user -> send(producer, interactions, user, erase));
      eraseOne(
          forgetting,
          "null in users",
          users.get(2),
          user -> send(producer, one.settings().usersTopic(), user, null));
      undoOne(
          forgetting,
          "DELETE of an interaction",
          users.get(3),
          user -> delete("/v1/users/" + user + "/interactions/two-undone"));
      undoOne(
          forgetting,
          "undo in interactions",
          users.get(4),
          user -> send(producer, interactions, user, undo));
    }
  }

  private void eraseOne(Forgetting forgetting, String what, String user, Consumer<String> act) {
    forgetting.measure(
        what,
        user,
        () -> act.accept(user),
        () -> isUnknown(one, user) && !neighboursAtTwo().contains(user),
        () -> copied(user).status() == 404,
        Objects::isNull);
  }

  private void undoOne(Forgetting forgetting, String what, String user, Consumer<String> act) {
    forgetting.measure(
        what,
        user,
        () -> act.accept(user),
        () -> isUndone(one, user),
        () -> holdsOnlyKept(copied(user)),
        stored ->
            stored != null
                && stored.events() == 1
                && stored.recent().stream().noneMatch(each -> each.itemId().equals("two-undone"))
                && stored.consumed().stream()
                    .map(StoredUser.Consumed::itemId)
                    .toList()
                    .equals(List.of("two-kept")));
  }

  private void delete(String target) {
    Answer answer = one.client().send("DELETE", target);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, String key, @Nullable String value) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8)))
          .get();
    } catch (ExecutionException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /// What `one` answers of a user of `two` from its copy.
  private Answer copied(String user) {
    return one.client().get("/v1/users/" + user, "X-Millrace-Forwarded", "1");
  }

  private List<String> neighboursAtTwo() {
    String user = undone.getFirst();
    return two.client().get("/v1/users/" + user + "/similar?k=1000").userIds();
  }

  private static boolean isUnknown(Instance asked, String user) {
    return asked.client().get("/v1/users/" + user).status() == 404
        && asked
            .client()
            .get("/v1/users/" + user + "/recommendations")
            .text("strategy")
            .equals("trending");
  }

  private static boolean isUndone(Instance asked, String user) {
    return holdsOnlyKept(asked.client().get("/v1/users/" + user))
        && asked
            .client()
            .get("/v1/users/" + user + "/recommendations?k=1000")
            .itemIds()
            .contains("two-undone");
  }

  private static boolean holdsOnlyKept(Answer user) {
    return user.status() == 200
        && user.number("events") == 1
        && user.number("consumed") == 1
        && user.list("recent").size() == 1
        && user.text("recent.0.itemId").equals("two-kept");
  }

  @Test
  @Order(3)
  void theOtherServesAllOnceOneIsClosed() {
    two.close();
    // Until it has read back what the other had, it owns up to not knowing: it never makes
    // strangers of its users.
    await()
        .atMost(Instance.PATIENCE)
        .until(
            () ->
                USERS.stream()
                    .map(user -> one.client().get("/v1/users/" + user))
                    .peek(answer -> assertThat(answer.status()).isIn(200, 503))
                    .allMatch(
                        answer ->
                            answer.status() == 200
                                && answer.text("servedBy").equals(one.address())));
    assertThat(USERS).allSatisfy(user -> assertThat(one.eventsOf(user)).isEqualTo(2));
    assertThat(erased).hasSize(3).allSatisfy(user -> assertThat(isUnknown(one, user)).isTrue());
    assertThat(undone).hasSize(2).allSatisfy(user -> assertThat(isUndone(one, user)).isTrue());
    one.view(USERS.getFirst(), "two-c");
  }

  private static Set<String> ownersBy(Instance asked) {
    return USERS.stream().map(user -> ownerBy(asked, user)).collect(Collectors.toSet());
  }

  private static String ownerBy(Instance asked, String user) {
    return asked.client().get("/v1/users/" + user + "/recommendations?k=1").text("servedBy");
  }
}
