package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.run.Memory;
import io.millrace.model.event.EventRules;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the estimate at the start says, against the heap that is in use once the model is there.
class MemoryEstimateTest {
  private static final LearnerSettings SETTINGS = LearnerSettings.DEFAULT;
  private static final int PARTITIONS = 2;
  private static final int ITEMS = 20_000;
  private static final int USERS = 60_000;
  private static final int CONSUMED = 50;
  private static final Percentage AGREED = Percentage.withPercentage(20);

  @TempDir Path stateDir;

  @Test
  void theEstimateOfItemsAndUsersIsRightWithinAFifth() {
    long empty = usedBytes();
    InstanceModel model = InstanceModel.create(SETTINGS, EventRules.DEFAULT, PARTITIONS);
    List<TaskFixture> tasks = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      var task = new TaskFixture(stateDir, model, partition);
      task.standBy(task);
      addItems(model, task, partition);
      tasks.add(task);
    }
    tasks.forEach(task -> task.start(task));
    model.index().refresh();
    while (model.index().upkeep(ITEMS) > 0) {
      model.index().refresh();
    }
    assertThat(model.matrix().size()).isEqualTo(ITEMS);
    long withItems = usedBytes();
    assertThat(withItems - empty)
        .as("%d items", ITEMS)
        .isCloseTo(ITEMS * Memory.bytesPerItem(SETTINGS.rank(), PARTITIONS), AGREED);

    addUsers(model, tasks);
    long withUsers = usedBytes();
    assertThat(withUsers - withItems)
        .as("%d users", USERS)
        .isCloseTo(
            USERS * Memory.bytesPerUser(SETTINGS.rank(), SETTINGS.context(), CONSUMED), AGREED);
    assertThat(tasks).hasSize(PARTITIONS); // not collected before
  }

  /// What a task restores of each item, and what the feed keeps.
  private static void addItems(InstanceModel model, TaskFixture task, int partition) {
    var codec = new ItemCodec(SETTINGS.rank());
    var row = new PartRow(new float[SETTINGS.rank()], 0.5f, 1, 3, 0.5);
    var context = new ContextRow(new float[SETTINGS.rank()], 1);
    for (int i = 0; i < ITEMS; i++) {
      String itemId = "item-" + i;
      task.items.restore(ItemCodec.key(itemId), codec.write(0, row));
      task.items.restore(ItemCodec.contextKey(itemId), codec.write(0, context));
      int slot = model.matrix().slotOf(itemId);
      model.matrix().commit(partition, slot, row);
      model.matrix().commitContext(partition, slot, context);
    }
  }

  private static void addUsers(InstanceModel model, List<TaskFixture> tasks) {
    var user = new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
    for (int slot = 0; slot < CONSUMED; slot++) {
      user.consume(slot, SETTINGS.maxConsumed());
      user.remember(slot, slot);
    }
    byte[] written = new UserCodec(model).write(user);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (String id : Partitions.usersOf(partition, PARTITIONS, USERS / PARTITIONS)) {
        tasks.get(partition).users.restore(id.getBytes(StandardCharsets.UTF_8), written);
        model.userIndex().add(id, user.vector());
      }
    }
    model.userIndex().refresh();
  }

  private static long usedBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
