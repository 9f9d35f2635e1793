package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MatrixFixture;
import io.millrace.model.vector.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Searches while rows change. A row's elements all have one value, which rises with every change,
/// so that a score tells which state of the row it is of, and half a row gives itself away. Of each
/// row the test knows which change began last and which ended last.
class ConcurrentIndexTest {
  private static final int RANK = 24;
  private static final int ITEMS = 6000;
  private static final int WRITERS = 2;
  private static final int SEARCHES = 200;
  private static final int K = 20;
  private static final float UNIT = 1f / (1 << 16); // elements stay below the grid's limit
  private static final long SEED = 99;

  private final ItemMatrix matrix = newMatrix();
  private final ItemIndex index = new ItemIndex(matrix, Kernels.best());
  private final AtomicLongArray begun = new AtomicLongArray(ITEMS);
  private final AtomicLongArray ended = new AtomicLongArray(ITEMS);
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong changes = new AtomicLong();

  private static ItemMatrix newMatrix() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      ids.add("item-" + i);
    }
    return MatrixFixture.of(RANK, ids, new float[ITEMS][RANK], new float[ITEMS]);
  }

  /// Writer w owns the slots that are w modulo the number of writers.
  private void write(int writer) {
    var random = new SplittableRandom(SEED + writer);
    while (!over.get()) {
      int slot = random.nextInt(ITEMS / WRITERS) * WRITERS + writer;
      long state = begun.get(slot) + random.nextInt(1, 4);
      begun.set(slot, state);
      MatrixFixture.setAll(matrix, slot, state * UNIT);
      ended.set(slot, state);
      changes.incrementAndGet();
    }
  }

  private void maintain() {
    while (!over.get()) {
      index.refresh();
      index.upkeep(300);
    }
  }

  private void search() {
    float[] query = new float[RANK];
    query[0] = 1;
    query[RANK - 1] = 1; // a state s scores three times s * UNIT, one of them its bias
    long[] endedBefore = new long[ITEMS];
    for (int slot = 0; slot < ITEMS; slot++) {
      endedBefore[slot] = ended.get(slot);
    }
    List<ScoredItem> answer = index.topK(query, K, new Filter());
    assertThat(answer).as("seed %d", SEED).hasSizeLessThanOrEqualTo(K);
    Map<Integer, Double> scores =
        answer.stream().collect(Collectors.toMap(ScoredItem::slot, ScoredItem::score));
    assertThat(scores).as("distinct").hasSameSizeAs(answer);
    for (ScoredItem item : answer) {
      double state = item.score() / (3 * UNIT);
      assertThat(state).as("whole row, %s, seed %d", item, SEED).isEqualTo(Math.rint(state));
      assertThat((long) state)
          .as("a state of the search, %s, seed %d", item, SEED)
          .isBetween(endedBefore[item.slot()], begun.get(item.slot()));
    }
    double last = answer.size() < K ? Double.NEGATIVE_INFINITY : answer.getLast().score();
    for (int slot = 0; slot < ITEMS; slot++) {
      boolean written = begun.get(slot) != endedBefore[slot];
      if (!scores.containsKey(slot) && !written) {
        assertThat(3.0 * UNIT * endedBefore[slot])
            .as("left out, slot %d, seed %d", slot, SEED)
            .isLessThanOrEqualTo(last);
      } else if (!scores.containsKey(slot) && index.upkeepDone().tornRows() == 0) {
        assertThat(3.0 * UNIT * endedBefore[slot]) // states only rise
            .as("left out while written, slot %d, seed %d", slot, SEED)
            .isLessThanOrEqualTo(last);
      }
    }
  }

  @Test
  void eachScoreWasAndNothingBetterIsLeftOut() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        running.add(threads.submit(() -> write(number)));
      }
      running.add(threads.submit(this::maintain));
      try {
        for (int i = 0; i < SEARCHES; i++) {
          search();
        }
      } finally {
        over.set(true);
      }
      for (Future<?> thread : running) {
        thread.get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(changes.get()).isPositive();
    assertThat(index.upkeepDone().refreshedRows()).isPositive();
  }
}
