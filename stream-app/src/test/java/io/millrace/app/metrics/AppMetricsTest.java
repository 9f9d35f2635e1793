package io.millrace.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.LetGo;
import io.millrace.model.event.EventRules;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.LearnerSettings;
import org.junit.jupiter.api.Test;

class AppMetricsTest {
  private final AppMetrics metrics = new AppMetrics();

  private static InstanceModel model() {
    return InstanceModel.create(LearnerSettings.DEFAULT.withRank(8), EventRules.DEFAULT, 1);
  }

  private void watch(String id, InstanceModel model) {
    metrics.watch(
        new AppMetrics.Watched(
            id,
            model.matrix().life(),
            model.index(),
            model.userIndex(),
            () -> 0,
            () -> 0,
            () -> 0,
            () -> 0,
            () -> 0));
  }

  @Test
  void whatIsLetGoIsCountedByTheReason() {
    assertThat(metrics.scrape())
        .contains("millrace_users_let_go_users_total{reason=\"limit\"} 0.0")
        .contains("millrace_items_let_go_items_total{reason=\"ttl\"} 0.0");
    metrics.usersLetGo(LetGo.LIMIT, 2);
    metrics.usersLetGo(LetGo.LIMIT, 1);
    metrics.usersLetGo(LetGo.TTL, 4);
    metrics.itemsLetGo(LetGo.TTL, 5);
    assertThat(metrics.scrape())
        .contains("millrace_users_let_go_users_total{reason=\"limit\"} 3.0")
        .contains("millrace_users_let_go_users_total{reason=\"ttl\"} 4.0")
        .contains("millrace_items_let_go_items_total{reason=\"limit\"} 0.0")
        .contains("millrace_items_let_go_items_total{reason=\"ttl\"} 5.0");
  }

  @Test
  void whatIsLeftOfItemsIsTold() {
    InstanceModel model = model();
    ItemMatrix matrix = model.matrix();
    watch("app", model);
    assertThat(metrics.scrape())
        .contains("millrace_items_deleted_items 0.0")
        .contains("millrace_items_marks 0.0")
        .contains("millrace_items_quarantined_slots 0.0");
    ItemPart task = matrix.newAttachedPart(0);
    matrix.intern("book");
    matrix.life().delete(task, "book", 0);
    matrix.life().forbid(task, "film", 0);
    assertThat(metrics.scrape())
        .contains("millrace_items_deleted_items 2.0")
        .contains("millrace_items_marks 2.0")
        .contains("millrace_items_quarantined_slots 1.0");
    matrix.life().lift(task, "film", 0);
    matrix.life().swept(task, dropped(matrix, task));
    assertThat(metrics.scrape())
        .contains("millrace_items_deleted_items 1.0")
        .contains("millrace_items_marks 2.0")
        .contains("millrace_items_quarantined_slots 0.0");
  }

  /// Makes a task drop what was let go, as it does before an event.
  private static long dropped(ItemMatrix matrix, ItemPart task) {
    matrix.life().drop(task);
    return task.droppedFreed();
  }

  @Test
  void onlyTheModelThatIsServedIsTold() {
    watch("app", model());
    assertThat(metrics.scrape()).contains("millrace_model_served{model=\"app\"} 1.0");
    watch("app-2", model());
    assertThat(metrics.scrape())
        .contains("millrace_model_served{model=\"app-2\"} 1.0")
        .doesNotContain("model=\"app\"");
    watch("app", model());
    assertThat(metrics.scrape())
        .contains("millrace_model_served{model=\"app\"} 1.0")
        .doesNotContain("model=\"app-2\"");
  }

  @Test
  void theAnswerStaysSmallHoweverManyEndpointsWereAsked() {
    for (int endpoint = 0; endpoint < 30; endpoint++) {
      for (int status : new int[] {200, 202, 400, 404, 405, 503}) {
        metrics.answered("/v1/endpoints/{id}/number/" + endpoint, status, 1_000_000);
      }
    }
    assertThat(metrics.scrape().length()).isLessThan(100_000);
  }
}
