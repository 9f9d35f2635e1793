package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.EventRules;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What another process restores from the changelogs, and how it learns on.
class RestartTest {
  private static final long SEED = 11;
  private static final int USERS = 6;
  private static final int ITEMS = 5;
  @TempDir private Path stateDir;

  @Test
  void whatIsRestoredIsWhatWasCommitted() {
    TaskFixture first = fresh(TopologyFixture.settings());
    learn(first, 0, 200);
    first.commit();
    TaskFixture second = restored(first, TopologyFixture.settings());

    for (int u = 0; u < USERS; u++) {
      assertThat(second.bytesOf("user" + u))
          .as("seed %d", SEED)
          .isEqualTo(first.bytesOf("user" + u));
    }
    for (int i = 0; i < ITEMS; i++) {
      assertThat(second.row("item" + i)).as("seed %d", SEED).isEqualTo(first.row("item" + i));
    }
    for (int i = 0; i < ITEMS; i++) {
      assertThat(context(second, "item" + i)).isEqualTo(context(first, "item" + i));
    }
    assertThat(second.model.matrix().sharedWeights())
        .usingRecursiveComparison()
        .isEqualTo(first.model.matrix().sharedWeights());
    assertThat(second.model.matrix().tally())
        .usingRecursiveComparison()
        .isEqualTo(first.model.matrix().tally());
  }

  @Test
  void twoRestoredTasksLearnOnAlikeToTheBit() {
    TaskFixture first = fresh(TopologyFixture.settings());
    learn(first, 0, 200);
    first.commit();
    TaskFixture second = restored(first, TopologyFixture.settings());
    TaskFixture third = restored(first, TopologyFixture.settings());
    learn(second, 200, 300);
    learn(third, 200, 300);
    for (int u = 0; u < USERS; u++) {
      assertThat(third.bytesOf("user" + u))
          .as("seed %d", SEED)
          .isEqualTo(second.bytesOf("user" + u));
    }
    for (int i = 0; i < ITEMS; i++) {
      assertThat(third.row("item" + i)).as("seed %d", SEED).isEqualTo(second.row("item" + i));
    }
  }

  /// Not restored is the ring of items consumed of late, by which some negatives are drawn; and a
  /// draw names a slot, which stands for another item where items arrived in another order. With
  /// uniform draws, so many that every item is drawn, and no sampling of gradients, what is left is
  /// the order of sums: the rows agree but for rounding, and everything counted agrees.
  @Test
  void aRestartChangesNothingButTheDrawnNegatives() {
    LearnerSettings settings = everyNegative();
    TaskFixture first = fresh(settings);
    learn(first, 0, 200);
    first.commit();
    TaskFixture second = restored(first, settings);
    learn(first, 200, 300);
    learn(second, 200, 300);

    for (int u = 0; u < USERS; u++) {
      UserState kept = Objects.requireNonNull(first.users.find("user" + u));
      UserState restored = Objects.requireNonNull(second.users.find("user" + u));
      assertThat(restored.events()).isEqualTo(kept.events());
      assertThat(names(second, restored)).isEqualTo(names(first, kept));
      assertClose(restored.vector(), kept.vector());
    }
    for (int i = 0; i < ITEMS; i++) {
      assertClose(second.row("item" + i), first.row("item" + i));
    }
    assertThat(second.model.matrix().tally().learned()).isEqualTo(300);
    assertThat(second.model.matrix().tally().users())
        .isEqualTo(first.model.matrix().tally().users());
    assertThat(second.model.matrix().tally().tested())
        .isEqualTo(first.model.matrix().tally().tested());
  }

  /// Vector and context vector added up.
  private static float[] context(TaskFixture task, String itemId) {
    float[] both = new float[task.model.settings().rank()];
    task.model.matrix().visible().addContextTo(both, 1, task.model.matrix().slotOf(itemId));
    return both;
  }

  private TaskFixture fresh(LearnerSettings settings) {
    return new TaskFixture(stateDir, InstanceModel.create(settings, EventRules.DEFAULT, 1), 0)
        .open();
  }

  private TaskFixture restored(TaskFixture source, LearnerSettings settings) {
    return new TaskFixture(stateDir, InstanceModel.create(settings, EventRules.DEFAULT, 1), 0)
        .restoreFrom(source);
  }

  private static void learn(TaskFixture task, int from, int to) {
    var random = new Random(SEED);
    for (int i = 0; i < to; i++) {
      String user = "user" + random.nextInt(USERS);
      String item = "item" + random.nextInt(ITEMS);
      if (i >= from) {
        task.view(user, item);
      }
    }
  }

  private static LearnerSettings everyNegative() {
    LearnerSettings some = TopologyFixture.settings();
    return new LearnerSettings(
        some.rank(),
        some.context(),
        some.contextWeight(),
        some.contextDecay(),
        200,
        100,
        1,
        0,
        some.recentWindow(),
        some.learningRate(),
        some.biasRate(),
        some.sharedRate(),
        some.startScale(),
        some.startAccumulator(),
        some.maxConsumed(),
        some.trendHalfLifeMillis(),
        some.seed());
  }

  private static String names(TaskFixture task, UserState user) {
    var names = new StringBuilder();
    for (int i = 0; i < user.consumedCount(); i++) {
      names.append(task.model.matrix().idOf(user.consumed(i))).append(' ');
    }
    names.append("| ");
    for (int k = 0; k < user.recentCount(); k++) {
      names.append(task.model.matrix().idOf(user.recentSlot(k))).append(' ');
    }
    return names.toString();
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .as("seed %d, %s", SEED, Arrays.toString(expected))
          .isCloseTo(expected[i], within(1e-4f));
    }
  }
}
