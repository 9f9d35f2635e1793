package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Rejection;
import io.millrace.model.event.ValueStrengths;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events whose values say how strong they are, as the task sees them.
class StrengthTest {
  private static final EventRules RULES =
      new EventRules(
          EventWeights.DEFAULT,
          ValueStrengths.parse(Map.of("rating", "(value - 3) / 2", "purchase", "1 + log(value)")));

  @TempDir private Path stateDir;

  /// How much closer one event brings ann to an item, after some history of others.
  private float pull(EventRules rules, String type, String value) {
    TaskFixture task = history(rules);
    float before = score(task);
    act(task, type, value);
    assertThat(task.rejections).isEmpty();
    return score(task) - before;
  }

  private TaskFixture history(EventRules rules) {
    var model = InstanceModel.create(TopologyFixture.settings(), rules, 1);
    TaskFixture task = new TaskFixture(stateDir, model, 0).open();
    for (int i = 0; i < 40; i++) {
      task.view("user" + i % 4, "item" + i * i % 7);
    }
    task.view("ann", "item0");
    return task;
  }

  private static void act(TaskFixture task, String type, String value) {
    task.send(
        "ann",
        "{\"userId\":\"ann\",\"itemId\":\"item1\",\"type\":\"%s\",\"value\":%s}"
            .formatted(type, value));
  }

  private static float score(TaskFixture task) {
    float[] user = Objects.requireNonNull(task.users.find("ann")).vector();
    float[] item = task.row("item1");
    float score = 0;
    for (int i = 0; i < item.length; i++) {
      score += user[i] * item[i];
    }
    return score;
  }

  @Test
  void aGoodRatingPullsAndABadOnePushesAway() {
    assertThat(pull(RULES, "rating", "5")).isPositive();
    assertThat(pull(RULES, "rating", "1")).isNegative();
    assertThat(pull(RULES, "rating", "3")).isZero();
  }

  @Test
  void aLargePurchasePullsMoreThanASmallOne() {
    assertThat(pull(RULES, "purchase", "50")).isGreaterThan(pull(RULES, "purchase", "1"));
  }

  @Test
  void withoutAStrengthTheValueIsIgnored() {
    assertThat(pull(EventRules.DEFAULT, "rating", "1"))
        .isEqualTo(pull(EventRules.DEFAULT, "rating", "5"))
        .isPositive();
  }

  @Test
  void aBadRatingIsNotTestedAndLeavesTheItemAsItWas() {
    TaskFixture task = history(RULES);
    float[] item = task.row("item1");
    long tested = task.model.matrix().tally().tested();
    act(task, "rating", "1");
    assertThat(task.row("item1")).isEqualTo(item);
    assertThat(task.model.matrix().tally().tested()).isEqualTo(tested);
    act(task, "rating", "5");
    assertThat(task.row("item1")).isNotEqualTo(item);
  }

  @Test
  void aValueWithoutAFiniteStrengthChangesNothing() {
    TaskFixture task = history(RULES);
    float before = score(task);
    act(task, "purchase", "0");
    act(task, "purchase", "-1");
    assertThat(task.rejections).containsExactly(Rejection.INVALID_FIELD, Rejection.INVALID_FIELD);
    assertThat(score(task)).isEqualTo(before);
  }
}
