package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Rejection;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a visitor did moves to an account of another partition.
class UserMergesTest {
  private static final String VISITOR = Partitions.usersOf(0, 2, 1)[0];
  private static final String ACCOUNT = Partitions.usersOf(1, 2, 2)[0];
  private static final String OTHER = Partitions.usersOf(1, 2, 2)[1];

  @TempDir private Path stateDir;
  private TaskFixture visitors;
  private TaskFixture accounts;

  @BeforeEach
  void start() {
    InstanceModel model = TopologyFixture.newModel(2);
    visitors = new TaskFixture(stateDir, model, 0).open();
    accounts = new TaskFixture(stateDir, model, 1).open();
    act(visitors, VISITOR, "book", 1_000, "a");
    act(visitors, VISITOR, "film", 3_000, "b");
    act(accounts, ACCOUNT, "song", 2_000, "c");
  }

  @Test
  void theHistoryMovesAtItsOwnTimesAndTheVisitorIsForgotten() {
    float[] ofVisitor = known(visitors, VISITOR).vector();
    float[] ofAccount = known(accounts, ACCOUNT).vector();
    long counts = countOf("book") + countOf("film") + countOf("song");
    merge(accounts, ACCOUNT, VISITOR);
    settle();

    UserState account = known(accounts, ACCOUNT);
    assertThat(recent(account)).containsExactly("film", "song", "book");
    assertThat(account.recentMillis(0)).isEqualTo(3_000_000);
    assertThat(account.lastMillis()).isEqualTo(3_000_000);
    assertThat(consumed(account)).containsExactlyInAnyOrder("book", "film", "song");
    assertThat(account.events()).isEqualTo(3);
    assertThat(account.pendingMerges()).isEmpty();
    for (int i = 0; i < ofAccount.length; i++) {
      assertThat(account.vector()[i]).isEqualTo(ofAccount[i] + ofVisitor[i]);
    }
    assertThat(countOf("book") + countOf("film") + countOf("song")).isEqualTo(counts);
    assertThat(visitors.users.find(VISITOR)).isNull();
    assertThat(tally().users()).isEqualTo(1);
    assertThat(tally().learned()).isEqualTo(3);
    assertThat(tally().of(Outcome.MERGED)).isEqualTo(1);
    assertThat(tally().handled()).isEqualTo(4);
  }

  @Test
  void anEventOfTheVisitorThatIsSentAgainUnderTheAccountIsADuplicate() {
    merge(accounts, ACCOUNT, VISITOR);
    settle();
    act(accounts, ACCOUNT, "book", 1_000, "a");
    assertThat(tally().of(Outcome.REPEATED)).isEqualTo(1);
    assertThat(known(accounts, ACCOUNT).events()).isEqualTo(3);
  }

  @Test
  void theAccountCanUndoWhatTheVisitorDid() {
    merge(accounts, ACCOUNT, VISITOR);
    settle();
    accounts.send(
        ACCOUNT, "{\"type\":\"undo\",\"userId\":\"%s\",\"itemId\":\"book\"}".formatted(ACCOUNT));
    assertThat(consumed(known(accounts, ACCOUNT))).containsExactlyInAnyOrder("film", "song");
    assertThat(countOf("book")).isZero();
  }

  @Test
  void anAccountThatNobodyKnewBecomesTheVisitor() {
    merge(accounts, OTHER, VISITOR);
    settle();
    assertThat(known(accounts, OTHER).events()).isEqualTo(2);
    assertThat(tally().users()).isEqualTo(2);
  }

  @Test
  void aVisitorWhomNobodyKnowsChangesNothing() {
    merge(accounts, ACCOUNT, Partitions.usersOf(0, 2, 2)[1]);
    settle();
    assertThat(known(accounts, ACCOUNT).events()).isEqualTo(1);
    assertThat(known(accounts, ACCOUNT).pendingMerges()).isEmpty();
    assertThat(tally().users()).isEqualTo(2);
  }

  @Test
  void aMergeThatIsSentAgainFindsNobody() {
    merge(accounts, ACCOUNT, VISITOR);
    merge(accounts, ACCOUNT, VISITOR);
    settle();
    assertThat(known(accounts, ACCOUNT).events()).isEqualTo(3);
    assertThat(known(accounts, ACCOUNT).pendingMerges()).isEmpty();
    merge(accounts, ACCOUNT, VISITOR);
    settle();
    assertThat(known(accounts, ACCOUNT).events()).isEqualTo(3);
  }

  @Test
  void anAccountThatIsErasedMeanwhileStaysErased() {
    merge(accounts, ACCOUNT, VISITOR);
    accounts.send(ACCOUNT, "{\"type\":\"erase\",\"userId\":\"%s\"}".formatted(ACCOUNT));
    act(accounts, ACCOUNT, "song", 4_000, "d");
    settle();
    assertThat(known(accounts, ACCOUNT).events()).isEqualTo(1);
    assertThat(visitors.users.find(VISITOR)).isNull();
    assertThat(tally().users()).isEqualTo(1);
  }

  @Test
  void aChainOfMergesLosesNothing() {
    merge(accounts, ACCOUNT, VISITOR);
    merge(accounts, OTHER, ACCOUNT); // before the visitor's history is there
    settle();
    assertThat(accounts.users.find(ACCOUNT)).isNull();
    assertThat(known(accounts, OTHER).events()).isEqualTo(3);
    assertThat(tally().users()).isEqualTo(1);
  }

  @Test
  void aCircleOfMergesComesToAnEnd() {
    merge(accounts, ACCOUNT, OTHER);
    merge(accounts, OTHER, ACCOUNT);
    settle();
    assertThat(tally().users()).isBetween(1L, 2L); // and the visitor
    assertThat(visitors.takeMerges()).isEmpty();
    assertThat(accounts.takeMerges()).isEmpty();
  }

  @Test
  void aRestartBetweenTheStepsChangesNothing() {
    merge(accounts, ACCOUNT, VISITOR);
    accounts.commit();
    List<Record<byte[], byte[]>> requests = accounts.takeMerges();
    requests.forEach(visitors::sendMerge);
    visitors.commit();
    List<Record<byte[], byte[]>> handovers = visitors.takeMerges();
    InstanceModel elsewhere = TopologyFixture.newModel(2);
    var restarted = new TaskFixture(stateDir, elsewhere, 1).restoreFrom(accounts);
    var visitorsRestarted = new TaskFixture(stateDir, elsewhere, 0).restoreFrom(visitors);
    assertThat(visitorsRestarted.users.find(VISITOR)).isNull();
    handovers.forEach(restarted::sendMerge);
    assertThat(known(restarted, ACCOUNT).events()).isEqualTo(3);
    assertThat(known(restarted, ACCOUNT).consumedCount()).isEqualTo(3);
  }

  @Test
  void anAbortTakesAStepBackWithWhatItSent() {
    merge(accounts, ACCOUNT, VISITOR);
    accounts.commit();
    visitors.commit();
    List<Record<byte[], byte[]>> requests = accounts.takeMerges();
    requests.forEach(visitors::sendMerge);
    visitors.takeMerges(); // gone with the transaction
    visitors.closeDirty();
    visitors.seekMerge(0);
    visitors.open();
    assertThat(known(visitors, VISITOR).events()).isEqualTo(2);
    requests.forEach(visitors::sendMerge);
    settle();
    assertThat(known(accounts, ACCOUNT).events()).isEqualTo(3);
    assertThat(visitors.users.find(VISITOR)).isNull();
  }

  @Test
  void aRecordThatTheStateHoldsAlreadyEndsTheTask() {
    merge(accounts, ACCOUNT, VISITOR);
    Record<byte[], byte[]> request = accounts.takeMerges().getFirst();
    visitors.sendMerge(request);
    visitors.seekMerge(0);
    assertThatExceptionOfType(IncompatibleStateException.class)
        .isThrownBy(() -> visitors.sendMerge(request))
        .withMessageContaining("record 0 of merges-0 comes again");
  }

  @Test
  void moreMergesThanAnAccountMayWaitForAreRejected() {
    for (int i = 0; i <= UserState.MAX_PENDING_MERGES; i++) {
      merge(accounts, ACCOUNT, "visitor" + i);
    }
    assertThat(accounts.rejections).containsExactly(Rejection.INVALID_FIELD);
    assertThat(known(accounts, ACCOUNT).pendingMerges()).hasSize(UserState.MAX_PENDING_MERGES);
  }

  @Test
  void bytesThatAreNoStepOfAMergeAreADeadLetter() {
    for (byte[] value : new byte[][] {{}, {9, 0}, {1, 7}, {1, 0, 1}}) {
      visitors.sendMerge(new Record<>(TopologyFixture.bytes("u"), value, 0));
    }
    visitors.sendMerge(new Record<>(null, new MergeRecord.Handover(1, 1, null).bytes(), 0));
    assertThat(visitors.context.forwarded(MillraceTopology.DEAD_LETTERS)).hasSize(5);
    assertThat(known(visitors, VISITOR).events()).isEqualTo(2);
  }

  @Test
  void aMergeWithOneselfIsRejected() {
    merge(accounts, ACCOUNT, ACCOUNT);
    assertThat(accounts.rejections).containsExactly(Rejection.INVALID_FIELD);
    assertThat(accounts.takeMerges()).isEmpty();
  }

  /// The two tasks read what the other one sends until there is nothing more.
  private void settle() {
    for (int round = 0; round < 100; round++) {
      List<Record<byte[], byte[]>> sent =
          List.of(accounts, visitors).stream().flatMap(each -> each.takeMerges().stream()).toList();
      if (sent.isEmpty()) {
        return;
      }
      for (Record<byte[], byte[]> each : sent) {
        int partition = Partitions.of(TopologyFixture.text(each.key()), 2);
        (partition == 0 ? visitors : accounts).sendMerge(each);
      }
    }
    throw new AssertionError("the tasks still send each other records");
  }

  private static void merge(TaskFixture task, String account, String visitor) {
    task.send(
        account,
        "{\"type\":\"merge\",\"userId\":\"%s\",\"from\":\"%s\"}".formatted(account, visitor));
  }

  private static void act(
      TaskFixture task, String userId, String itemId, long seconds, String eventId) {
    task.send(
        userId,
        "{\"userId\":\"%s\",\"itemId\":\"%s\",\"timestamp\":%d,\"eventId\":\"%s\"}"
            .formatted(userId, itemId, seconds, eventId));
  }

  private Tally tally() {
    return accounts.model.matrix().tally();
  }

  private long countOf(String itemId) {
    int slot = accounts.model.matrix().slotOf(itemId);
    return accounts.model.matrix().blockOf(slot).counts()[slot];
  }

  private List<String> recent(UserState user) {
    return IntStream.range(0, user.recentCount())
        .mapToObj(k -> accounts.model.matrix().idOf(user.recentSlot(k)))
        .toList();
  }

  private List<String> consumed(UserState user) {
    return IntStream.range(0, user.consumedCount())
        .mapToObj(i -> accounts.model.matrix().idOf(user.consumed(i)))
        .toList();
  }

  private static UserState known(TaskFixture task, String userId) {
    return Objects.requireNonNull(task.users.find(userId), userId);
  }
}
