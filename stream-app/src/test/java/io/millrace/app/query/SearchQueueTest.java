package io.millrace.app.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.model.index.Filter;
import io.millrace.model.index.Query;
import io.millrace.model.index.ScoredItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The answer to a query is an item whose slot is the first element of the query.
@Timeout(60)
class SearchQueueTest {
  private static final float BAD = -1;

  private final Queue<Integer> passes = new ConcurrentLinkedQueue<>(); // sizes
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile CountDownLatch opened = new CountDownLatch(0);

  private final class Slots implements SearchQueue.Index {
    private final int items;

    Slots(int items) {
      this.items = items;
    }

    @Override
    public int items() {
      return items;
    }

    @Override
    public List<List<ScoredItem>> answers(List<Query> queries) {
      passes.add(queries.size());
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        opened.await();
        return queries.stream().map(Slots::answer).toList();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      } finally {
        running.decrementAndGet();
      }
    }

    private static List<ScoredItem> answer(Query query) {
      float first = query.vector()[0];
      if (first == BAD) {
        throw new IllegalArgumentException("bad");
      }
      return List.of(new ScoredItem((int) first, "item-" + (int) first, 1));
    }
  }

  private static Query query(float first) {
    return Query.byProduct(new float[] {first}, 1, new Filter());
  }

  private static List<Future<List<ScoredItem>>> ask(
      SearchQueue queue, ExecutorService threads, int from, int to) {
    List<Future<List<ScoredItem>>> asked = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Query query = query(i);
      asked.add(threads.submit(() -> queue.answer(query)));
    }
    return asked;
  }

  @Test
  void whatWaitsIsServedTogetherOnceItPays() throws Exception {
    opened = new CountDownLatch(1);
    var queue = new SearchQueue(new Slots(1_000), 1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<ScoredItem>>> first = ask(queue, threads, 0, 1);
      await().until(() -> running.get() == 1);
      List<Future<List<ScoredItem>>> rest = ask(queue, threads, 1, 61);
      await().until(() -> queue.length() == 60);
      opened.countDown();
      assertThat(first.getFirst().get().getFirst().slot()).isZero();
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i).get().getFirst().slot()).isEqualTo(i + 1);
      }
    }
    assertThat(passes).containsExactly(1, 48, 12);
  }

  @Test
  void fewOfFewItemsAreServedOneByOneAndOfManyTogether() throws Exception {
    for (int items : new int[] {1_000, 1_000_000}) {
      passes.clear();
      opened = new CountDownLatch(1);
      var queue = new SearchQueue(new Slots(items), 1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        ask(queue, threads, 0, 1);
        await().until(() -> running.get() == 1);
        ask(queue, threads, 1, 6);
        await().until(() -> queue.length() == 5);
        opened.countDown();
      }
      assertThat(List.copyOf(passes))
          .isEqualTo(items == 1_000 ? List.of(1, 1, 1, 1, 1, 1) : List.of(1, 5));
    }
  }

  @Test
  void noMoreRunAtOnceThanThereAreTurns() throws Exception {
    var queue = new SearchQueue(new Slots(1_000), 3);
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (Future<List<ScoredItem>> answer : ask(queue, threads, 0, 20_000)) {
        assertThat(answer.get()).hasSize(1);
      }
    }
    assertThat(mostAtOnce.get()).isBetween(1, 3);
    assertThat(queue.length()).isZero();
  }

  @Test
  void oneThatFailsSpoilsNoOther() throws Exception {
    opened = new CountDownLatch(1);
    var queue = new SearchQueue(new Slots(1_000), 1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ask(queue, threads, 0, 1);
      await().until(() -> running.get() == 1);
      Future<List<ScoredItem>> bad = threads.submit(() -> queue.answer(query(BAD)));
      List<Future<List<ScoredItem>>> good = ask(queue, threads, 1, 20);
      await().until(() -> queue.length() == 20);
      opened.countDown();
      assertThatThrownBy(bad::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("bad");
      for (Future<List<ScoredItem>> each : good) {
        assertThat(each.get()).hasSize(1);
      }
    }
    assertThat(queue.answer(query(7)).getFirst().slot()).isEqualTo(7);
  }
}
