package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.EventRules;
import io.millrace.model.index.ScoredUser;
import io.millrace.model.vector.Kernels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The index of users has those of the partitions that are active here, as they are now.
class UsersInIndexTest {
  private static final String[] ZERO = Partitions.usersOf(0, 2, 3);
  private static final String[] ONE = Partitions.usersOf(1, 2, 3);

  @TempDir private Path stateDir;
  private final InstanceModel model = model(100);

  private static InstanceModel model(int similarUsers) {
    return InstanceModel.create(
        TopologyFixture.settings(),
        EventRules.DEFAULT,
        2,
        TestShare.ALL,
        similarUsers,
        Kernels.best());
  }

  private TaskFixture task(int partition) {
    return new TaskFixture(stateDir, model, partition).open();
  }

  private static void view(TaskFixture task, String[] users) {
    for (int i = 0; i < users.length; i++) {
      task.view(users[i], "item" + i);
    }
  }

  private static List<String> everybody(InstanceModel model) {
    float[] any = new float[model.settings().rank()];
    return model.userIndex().nearest(any, 100, "nobody").stream().map(ScoredUser::userId).toList();
  }

  /// Their cosines with a vector are those of their states.
  private void assertUpToDate(TaskFixture task, String[] users) {
    float[] query = new float[model.settings().rank()];
    query[0] = 1;
    Map<String, Double> scores =
        model.userIndex().nearest(query, 100, "nobody").stream()
            .collect(Collectors.toMap(ScoredUser::userId, ScoredUser::score));
    for (String user : users) {
      float[] vector = Objects.requireNonNull(task.users.find(user)).vector();
      double norm = 0;
      for (float element : vector) {
        norm = Math.hypot(norm, element);
      }
      assertThat(scores.get(user))
          .as(user)
          .isCloseTo(norm == 0 ? 0 : vector[0] / norm, within(1e-6));
    }
  }

  @Test
  void usersOfAllTasksAreThereWithTheirNewestVectors() {
    TaskFixture zero = task(0);
    TaskFixture one = task(1);
    for (int round = 0; round < 5; round++) {
      view(zero, ZERO);
      view(one, ONE);
      assertThat(everybody(model)).hasSize(6).contains(ZERO).contains(ONE);
      assertUpToDate(zero, ZERO);
      assertUpToDate(one, ONE);
    }
  }

  @Test
  void usersLeaveWithTheirTaskAndComeBackAsTheyWereCommitted() {
    TaskFixture zero = task(0);
    TaskFixture one = task(1);
    view(zero, ZERO);
    view(one, ONE);
    one.commit();
    one.view(ONE[0], "item2");
    one.closeDirty();
    assertThat(everybody(model)).containsExactlyInAnyOrder(ZERO);
    one.open();
    assertThat(everybody(model)).hasSize(6).contains(ONE);
    assertUpToDate(one, ONE);
  }

  @Test
  void usersAreNotThereUntilAllOfThemAreRestored() {
    TaskFixture zero = task(0);
    view(zero, ZERO);
    zero.commit();
    InstanceModel other = model(100);
    var store = new UserStore(MillraceTopology.USERS, other);
    zero.userLog.committed.forEach(write -> store.restore(write.key, write.value));
    assertThat(everybody(other)).isEmpty();
    store.markComplete();
    assertThat(everybody(other)).containsExactlyInAnyOrder(ZERO);
  }

  @Test
  void aTaskThatLostItsPartitionLeavesItsSuccessorsUsersThere() {
    TaskFixture task = task(0);
    view(task, ZERO);
    task.commit();
    new TaskFixture(stateDir, model, 0).restoreFrom(task);
    task.closeDirty();
    assertThat(everybody(model)).containsExactlyInAnyOrder(ZERO);
  }

  @Test
  void whoeverComesWhenTheIndexIsFullIsLearnedAllTheSame() {
    InstanceModel small = model(2);
    TaskFixture task = new TaskFixture(stateDir, small, 0).open();
    view(task, ZERO);
    view(task, ZERO);
    assertThat(everybody(small)).containsExactlyInAnyOrder(ZERO[0], ZERO[1]);
    assertThat(small.userIndex().leftOut()).isEqualTo(1);
    assertThat(Objects.requireNonNull(task.users.find(ZERO[2])).events()).isEqualTo(2);
  }
}
