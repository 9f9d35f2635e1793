package io.millrace.model.item;

import static io.millrace.model.item.MatrixFixture.bias;
import static io.millrace.model.item.MatrixFixture.bits;
import static io.millrace.model.item.MatrixFixture.count;
import static io.millrace.model.item.MatrixFixture.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemMatrixTest {
  @Test
  void itCountsThePartitionsThatAreLearnedHere() {
    var matrix = new ItemMatrix(2, 2, 0, 0.1f);
    ItemPart first = matrix.newPart(0);
    assertThat(matrix.activeParts()).isZero();
    matrix.activate(first);
    assertThat(matrix.activeParts()).isEqualTo(1);
    matrix.activate(matrix.newPart(1));
    assertThat(matrix.activeParts()).isEqualTo(2);
    matrix.deactivate(first);
    assertThat(matrix.activeParts()).isEqualTo(1);
  }

  private static final int RANK = 7;
  private static final int PARTITIONS = 4;
  private static final float SCALE = 0.1f;
  private static final float START_ACCUMULATOR = 0.25f;
  private static final long DAY = 86_400_000L;

  private final ItemMatrix matrix = newMatrix();

  private static ItemMatrix newMatrix() {
    return new ItemMatrix(RANK, PARTITIONS, SCALE, START_ACCUMULATOR);
  }

  @Test
  void itemsGetSlotsInOrderOfArrival() {
    assertThat(matrix.intern("a")).isEqualTo(0);
    assertThat(matrix.intern("b")).isEqualTo(1);
    assertThat(matrix.intern("a")).isEqualTo(0);
    assertThat(matrix.size()).isEqualTo(2);
    assertThat(matrix.slotOf("b")).isEqualTo(1);
    assertThat(matrix.slotOf("c")).isEqualTo(-1);
    assertThat(matrix.idOf(1)).isEqualTo("b");
  }

  @Test
  void aBlockWithoutItemsIsNotThere() {
    matrix.intern("a");
    assertThat(matrix.block(0)).isNotNull();
    assertThat(matrix.block(1)).isNull();
    assertThat(matrix.block(1000)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> matrix.blockOf(256))
        .withMessage("no item at slot 256");
  }

  @Test
  void aNewItemHasItsStartValues() {
    int slot = matrix.intern("a");
    float[] start = new float[RANK];
    StartVectors.fill("a", SCALE, start, 0, RANK);
    assertThat(vector(matrix, slot)).containsExactly(start);
    assertThat(bias(matrix, slot)).isZero();
    assertThat(MatrixFixture.accumulator(matrix, slot)).isEqualTo(START_ACCUMULATOR);
    assertThat(count(matrix, slot)).isZero();
    assertThat(MatrixFixture.trend(matrix, slot)).isEqualTo(Trend.NONE);
  }

  @Test
  void anItemStartsAtTheSamePlaceEverywhere() {
    ItemMatrix other = newMatrix();
    other.intern("another, so that slots differ");
    assertThat(vector(matrix, matrix.intern("a")))
        .containsExactly(vector(other, other.intern("a")));
    assertThat(vector(matrix, matrix.intern("b"))).isNotEqualTo(vector(matrix, matrix.intern("a")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64})
  void startVectorsAreNormal(int rank) {
    int items = 128_000 / rank;
    float[] row = new float[rank];
    double sum = 0;
    double squares = 0;
    long withinOne = 0;
    for (int item = 0; item < items; item++) {
      StartVectors.fill("item-" + item, SCALE, row, 0, rank);
      for (float x : row) {
        double z = x / SCALE;
        sum += z;
        squares += z * z;
        withinOne += Math.abs(z) < 1 ? 1 : 0;
      }
    }
    double n = (double) items * rank;
    // Five standard errors each.
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(2 / n)));
    assertThat(withinOne / n).isCloseTo(0.6827, within(5 * 0.4655 / Math.sqrt(n)));
  }

  @Test
  void anAddedStepShowsAtOnce() {
    int slot = matrix.intern("a");
    float[] start = vector(matrix, slot);
    ItemPart part = activePart(matrix, 2);
    float[] direction = {1, 2, 3, 4, 5, 6, 7};
    matrix.add(part, slot, 0.5f, direction, 3, 2);
    for (int i = 0; i < RANK; i++) {
      assertThat(vector(matrix, slot)[i]).isEqualTo(start[i] + 0.5f * direction[i]);
    }
    assertThat(bias(matrix, slot)).isEqualTo(3);
    assertThat(MatrixFixture.accumulator(matrix, slot)).isEqualTo(START_ACCUMULATOR + 2);
    assertThat(count(matrix, slot)).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aRowIsItsStartPlusThePartsInOrderOfPartitions(long seed) {
    internItems(matrix, 600);
    List<ItemPart> parts = activeParts(matrix);
    var random = new SplittableRandom(seed);
    for (int step = 0; step < 20_000; step++) {
      change(matrix, parts.get(random.nextInt(PARTITIONS)), random);
    }
    assertRowsAreSums(matrix, parts, seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void writersOfSeveralThreadsLoseNothing(long seed) throws Exception {
    internItems(matrix, 300);
    List<ItemPart> parts = activeParts(matrix);
    inParallel(
        PARTITIONS,
        p -> {
          var random = new SplittableRandom(seed * PARTITIONS + p);
          for (int step = 0; step < 10_000; step++) {
            change(matrix, parts.get(p), random);
          }
        });
    assertRowsAreSums(matrix, parts, seed);

    ItemMatrix oneByOne = newMatrix();
    internItems(oneByOne, 300);
    List<ItemPart> sameParts = activeParts(oneByOne);
    for (int p = 0; p < PARTITIONS; p++) {
      var random = new SplittableRandom(seed * PARTITIONS + p);
      for (int step = 0; step < 10_000; step++) {
        change(oneByOne, sameParts.get(p), random);
      }
    }
    assertThat(bits(matrix)).as("seed %d", seed).isDeepEqualTo(bits(oneByOne));
  }

  @Test
  void threadsThatInternTheSameItemsAgreeOnTheirSlots() throws Exception {
    int items = 3000;
    int[][] slots = new int[PARTITIONS][items];
    inParallel(
        PARTITIONS,
        p -> {
          for (int i = 0; i < items; i++) {
            slots[p][i] = matrix.intern("item-" + i);
          }
        });
    assertThat(matrix.size()).isEqualTo(items);
    for (int[] seen : slots) {
      assertThat(seen).containsExactly(slots[0]);
    }
    assertThat(slots[0]).doesNotHaveDuplicates();
    for (int i = 0; i < items; i++) {
      assertThat(matrix.idOf(slots[0][i])).isEqualTo("item-" + i);
    }
  }

  @Test
  void itemsThatArriveWhilePartsAreSwitchedHaveTheirRows() throws Exception {
    ItemPart part = matrix.newPart(0);
    inParallel(
        2,
        thread -> {
          for (int i = 0; i < 2000; i++) {
            if (thread == 0) {
              matrix.intern("item-" + i);
            } else if (i % 20 == 0) {
              matrix.activate(part);
              matrix.deactivate(part);
            }
          }
        });
    for (int slot = 0; slot < 2000; slot++) {
      float[] start = new float[RANK];
      StartVectors.fill(matrix.idOf(slot), SCALE, start, 0, RANK);
      assertThat(vector(matrix, slot)).containsExactly(start);
    }
  }

  @Test
  void theActivePartCountsInPlaceOfTheCommittedOne() {
    int slot = matrix.intern("a");
    matrix.commit(1, slot, row(1, 10));
    long[] committed = bits(matrix, slot);
    assertThat(bias(matrix, slot)).isEqualTo(1);
    assertThat(count(matrix, slot)).isEqualTo(10);

    ItemPart part = matrix.newPart(1);
    matrix.restore(part, slot, row(2, 20));
    assertThat(bits(matrix, slot)).containsExactly(committed);

    matrix.activate(part);
    assertThat(bias(matrix, slot)).isEqualTo(2);
    assertThat(count(matrix, slot)).isEqualTo(20);

    matrix.deactivate(part);
    assertThat(bits(matrix, slot)).containsExactly(committed);
  }

  @Test
  void aCommitUnderAnActivePartShowsOnceThatIsGone() {
    int slot = matrix.intern("a");
    ItemPart part = activePart(matrix, 1);
    matrix.add(part, slot, 1, new float[RANK], 5, 0);
    long[] active = bits(matrix, slot);

    matrix.commit(1, slot, row(3, 30));
    assertThat(bits(matrix, slot)).containsExactly(active);

    matrix.commit(2, slot, row(100, 1)); // another partition, where no task runs here
    assertThat(bias(matrix, slot)).isEqualTo(105);

    matrix.deactivate(part);
    assertThat(bias(matrix, slot)).isEqualTo(103);
    assertThat(count(matrix, slot)).isEqualTo(31);
  }

  @Test
  void aCommitUnderAnActivePartIsNoChangeForAnIndex() {
    int slot = matrix.intern("a");
    ItemPart part = activePart(matrix, 1);
    RowJournal journal = matrix.journal();
    journal.drain(matrix.slots(), any -> {});
    matrix.commit(1, slot, row(3, 30));
    matrix.commitContext(1, slot, new ContextRow(new float[RANK], 1));
    assertThat(journal.pending(matrix.slots())).isEmpty();
    matrix.commit(2, slot, row(3, 30));
    assertThat(journal.pending(matrix.slots())).containsExactly(slot);
    journal.drain(matrix.slots(), any -> {});
    matrix.deactivate(part);
    assertThat(journal.pending(matrix.slots())).containsExactly(slot);
  }

  @Test
  void aCommittedRowReplacesTheOneBefore() {
    int slot = matrix.intern("a");
    matrix.commit(0, slot, row(3, 30));
    matrix.commit(0, slot, row(4, 31));
    assertThat(bias(matrix, slot)).isEqualTo(4);
    assertThat(count(matrix, slot)).isEqualTo(31);
  }

  @Test
  void aPartThatIsNoLongerActiveSwitchesNothing() {
    int slot = matrix.intern("a");
    ItemPart first = activePart(matrix, 1);
    ItemPart second = activePart(matrix, 1);
    matrix.add(second, slot, 1, new float[RANK], 5, 0);
    matrix.deactivate(first);
    assertThat(bias(matrix, slot)).isEqualTo(5);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void restoredPartsGiveTheSameRows(long seed) {
    internItems(matrix, 600);
    List<ItemPart> parts = activeParts(matrix);
    var random = new SplittableRandom(seed);
    for (int step = 0; step < 20_000; step++) {
      change(matrix, parts.get(random.nextInt(PARTITIONS)), random);
    }

    ItemMatrix restored = newMatrix();
    for (int slot = matrix.size() - 1; slot >= 0; slot--) { // other slots than before
      restored.intern(matrix.idOf(slot));
    }
    for (ItemPart part : parts) {
      ItemPart copy = restored.newPart(part.partition());
      for (int slot = 0; slot < matrix.size(); slot++) {
        PartRow row = part.row(slot, RANK);
        if (row != null) {
          restored.restore(copy, restored.slotOf(matrix.idOf(slot)), row);
        }
      }
      restored.activate(copy);
      assertThat(copy.dirtyCount()).isZero();
    }
    for (int slot = 0; slot < matrix.size(); slot++) {
      assertThat(bits(restored, restored.slotOf(matrix.idOf(slot))))
          .as("seed %d, slot %d", seed, slot)
          .containsExactly(bits(matrix, slot));
    }
  }

  @Test
  void aRowOfAPartIsACopy() {
    int slot = matrix.intern("a");
    ItemPart part = activePart(matrix, 0);
    assertThat(part.row(slot, RANK)).isNull();
    matrix.add(part, slot, 1, ones(), 1, 1);
    PartRow before = part.row(slot, RANK);
    matrix.add(part, slot, 1, ones(), 1, 1);
    assertThat(before).isNotNull();
    assertThat(before.vector()).containsOnly(1);
    assertThat(before.bias()).isEqualTo(1);
  }

  @Test
  void growthKeepsEveryRow() {
    ItemPart part = activePart(matrix, 3);
    int items = 20 * ItemBlock.ROWS + 3;
    for (int i = 0; i < items; i++) {
      matrix.add(part, matrix.intern("item-" + i), 1, ones(), i, 0);
    }
    assertThat(matrix.size()).isEqualTo(items);
    float[] start = new float[RANK];
    for (int slot = 0; slot < items; slot++) {
      StartVectors.fill("item-" + slot, SCALE, start, 0, RANK);
      assertThat(matrix.idOf(slot)).isEqualTo("item-" + slot);
      assertThat(bias(matrix, slot)).isEqualTo(slot);
      assertThat(vector(matrix, slot)[0]).isEqualTo(start[0] + 1);
    }
  }

  @Test
  void readersKeepTheBlockTheyHoldWhileTheMatrixGrows() {
    int slot = matrix.intern("a");
    ItemBlock held = matrix.blockOf(slot);
    internItems(matrix, 10_000);
    ItemPart part = activePart(matrix, 0);
    matrix.add(part, slot, 1, ones(), 9, 0);
    assertThat(held.biases()[slot]).isEqualTo(9);
  }

  @Test
  void eachChangedRowIsDrainedOnce() {
    internItems(matrix, 600);
    ItemPart part = activePart(matrix, 0);
    matrix.add(part, 5, 1, ones(), 0, 0);
    matrix.count(part, 5, 1, DAY);
    matrix.count(part, 599, 1, DAY);
    matrix.add(part, 5, 1, ones(), 0, 0);
    assertThat(part.dirtyCount()).isEqualTo(2);
    assertThat(drain(part)).containsExactlyInAnyOrder(5, 599);
    assertThat(part.dirtyCount()).isZero();
    assertThat(drain(part)).isEmpty();

    matrix.add(part, 5, 1, ones(), 0, 0);
    assertThat(drain(part)).containsExactly(5);
  }

  @Test
  void eventsAndTrendsOfAllPartitionsAddUp() {
    int slot = matrix.intern("a");
    List<ItemPart> parts = activeParts(matrix);
    matrix.count(parts.get(0), slot, 10 * DAY, DAY);
    matrix.count(parts.get(1), slot, 10 * DAY, DAY);
    matrix.count(parts.get(1), slot, 9 * DAY, DAY);
    assertThat(count(matrix, slot)).isEqualTo(3);
    assertThat(Trend.countAt(MatrixFixture.trend(matrix, slot), 10 * DAY, DAY))
        .isCloseTo(2.5, within(1e-9));
  }

  private static void internItems(ItemMatrix matrix, int items) {
    for (int i = 0; i < items; i++) {
      matrix.intern("item-" + i);
    }
  }

  private static ItemPart activePart(ItemMatrix matrix, int partition) {
    ItemPart part = matrix.newPart(partition);
    matrix.activate(part);
    return part;
  }

  private static List<ItemPart> activeParts(ItemMatrix matrix) {
    return IntStream.range(0, PARTITIONS).mapToObj(p -> activePart(matrix, p)).toList();
  }

  /// One random change of one random row.
  private static void change(ItemMatrix matrix, ItemPart part, SplittableRandom random) {
    int slot = random.nextInt(matrix.size());
    if (random.nextInt(4) == 0) {
      matrix.count(part, slot, random.nextLong(30 * DAY), DAY);
    } else {
      float[] direction = new float[RANK];
      for (int i = 0; i < RANK; i++) {
        direction[i] = (float) random.nextDouble(-1, 1);
      }
      float scale = (float) random.nextDouble(-0.1, 0.1);
      float bias = (float) random.nextDouble(-0.01, 0.01);
      matrix.add(part, slot, scale, direction, bias, (float) random.nextDouble());
    }
  }

  private static void assertRowsAreSums(ItemMatrix matrix, List<ItemPart> parts, long seed) {
    float[] start = new float[RANK];
    for (int slot = 0; slot < matrix.size(); slot++) {
      StartVectors.fill(matrix.idOf(slot), SCALE, start, 0, RANK);
      long[] expected = bitsOfSum(start, parts, slot);
      assertThat(bits(matrix, slot)).as("seed %d, slot %d", seed, slot).containsExactly(expected);
    }
  }

  private static long[] bitsOfSum(float[] start, List<ItemPart> parts, int slot) {
    float[] vector = start.clone();
    float bias = 0;
    float accumulator = START_ACCUMULATOR;
    long count = 0;
    double trend = Trend.NONE;
    for (ItemPart part : parts) {
      PartRow row = part.row(slot, RANK);
      if (row != null) {
        for (int i = 0; i < RANK; i++) {
          vector[i] += row.vector()[i];
        }
        bias += row.bias();
        accumulator += row.accumulator();
        count += row.count();
        trend = Trend.merge(trend, row.trend());
      }
    }
    long[] bits = new long[RANK + 4];
    for (int i = 0; i < RANK; i++) {
      bits[i] = Float.floatToRawIntBits(vector[i]);
    }
    bits[RANK] = Float.floatToRawIntBits(bias);
    bits[RANK + 1] = Float.floatToRawIntBits(accumulator);
    bits[RANK + 2] = count;
    bits[RANK + 3] = Double.doubleToRawLongBits(trend);
    return bits;
  }

  private static PartRow row(float bias, long count) {
    float[] vector = new float[RANK];
    Arrays.fill(vector, bias / 8);
    return new PartRow(vector, bias, 1, count, 1);
  }

  private static float[] ones() {
    float[] ones = new float[RANK];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static List<Integer> drain(ItemPart part) {
    List<Integer> slots = new ArrayList<>();
    part.drainDirty(slots::add);
    return slots;
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void inParallel(int threads, Work work) throws Exception {
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        tasks.add(
            () -> {
              work.run(thread);
              return null;
            });
      }
      for (Future<Void> done : executor.invokeAll(tasks)) {
        done.get();
      }
    }
  }
}
