package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegativePoolTest {
  private static final int ITEMS = 500;
  private static final int SIZE = 50;

  private final ItemMatrix matrix = new ItemMatrix(1, 1, 0.1f, 0.1f);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void thePoolHoldsDistinctKnownItems(long seed) {
    var random = new SplittableRandom(seed);
    NegativePool pool = pool(ITEMS, 1000, 0.3f);
    for (int event = 0; event < 2_000; event++) {
      pool.refresh(random.nextLong());
      assertThat(slots(pool))
          .as("seed %d, event %d", seed, event)
          .hasSize(SIZE)
          .doesNotHaveDuplicates()
          .allMatch(slot -> slot >= 0 && slot < ITEMS);
      pool.consumed(skewed(random));
    }
  }

  @Test
  void aSmallCatalogueIsInThePoolAsAWhole() {
    NegativePool pool = pool(SIZE - 1, 1000, 0.3f);
    pool.refresh(7);
    assertThat(slots(pool))
        .containsExactly(IntStream.range(0, SIZE - 1).boxed().toArray(Integer[]::new));
    matrix.intern("another");
    pool.refresh(8);
    assertThat(slots(pool)).contains(SIZE - 1);
  }

  /// The chance that a draw is of an item is what the correction says, by items of equal chances:
  /// the pool keeps an item until its turn comes, which makes no item likelier than another.
  @ParameterizedTest(name = "seed {0}, uniform share {1}")
  @CsvSource({"1, 0.3", "2, 1", "3, 0.1"})
  void itemsConsumedMoreAreInThePoolMore(long seed, float uniformShare) {
    var random = new SplittableRandom(seed);
    NegativePool pool = pool(ITEMS, 2_000, uniformShare);
    for (int i = 0; i < 5_000; i++) {
      pool.consumed(skewed(random));
    }
    int[] included = new int[ITEMS];
    int events = 20_000;
    for (int event = 0; event < events; event++) {
      pool.refresh(random.nextLong());
      slots(pool).forEach(slot -> included[slot]++);
    }
    double stated = 0;
    double found = 0;
    double statedOften = 0;
    double foundOften = 0;
    for (int slot = 0; slot < ITEMS; slot++) {
      double pi = Math.exp(pool.logInclusionOf(slot));
      stated += pi;
      found += included[slot] / (double) events;
      if (slot < ITEMS / 10) {
        statedOften += pi;
        foundOften += included[slot] / (double) events;
      }
    }
    // The pool is never short of an item, so it holds somewhat more of each than K draws would.
    assertThat(found).as("seed %d", seed).isEqualTo(SIZE, within(1e-6));
    assertThat(foundOften / found)
        .as("seed %d: share of the often consumed, stated %s", seed, statedOften / stated)
        .isCloseTo(statedOften / stated, within(0.05));
  }

  @Test
  void beforeTheFirstEventAllItemsAreAlike() {
    NegativePool pool = pool(ITEMS, 1000, 0.3f);
    assertThat(Math.exp(pool.logInclusionOf(3)))
        .isCloseTo(1 - Math.exp(-(double) SIZE / ITEMS), within(0.001));
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-20f, 1e-9f, 1e-4f, 0.01f, 0.5f, 1, 3, 20, 100, 1e6f})
  void theTableIsCloseToTheLogarithm(float x) {
    double exact = Math.log(-Math.expm1(-Math.max(x, 0x1p-40)));
    assertThat((double) LogInclusion.of(x)).isCloseTo(exact, within(0.005));
  }

  @Test
  void aNewPoolTakesTheWindowFromTheCountersOfTheItems() {
    var known = new ItemMatrix(1, 1, 0.1f, 0.1f);
    ItemPart part = known.newPart(0);
    known.activate(part);
    var running = new NegativePool(known, settings(1000, 0.3f));
    var random = new SplittableRandom(4);
    for (int i = 0; i < ITEMS; i++) {
      known.intern("item-" + i);
    }
    for (int i = 0; i < 700; i++) {
      int slot = skewed(random);
      running.consumed(slot);
      known.count(part, slot, i, 1_000_000);
    }
    var restarted = new NegativePool(known, settings(1000, 0.3f));
    for (int slot = 0; slot < ITEMS; slot++) {
      assertThat(restarted.logInclusionOf(slot))
          .as("slot %d", slot)
          .isEqualTo(running.logInclusionOf(slot));
    }
  }

  @Test
  void itemsThatWereLetGoAreNeverDrawnAndOthersTakeTheirPlaces() {
    var random = new SplittableRandom(4);
    NegativePool pool = pool(ITEMS, 1_000, 0.3f);
    ItemPart part = matrix.newAttachedPart(0);
    for (int i = 0; i < 3_000; i++) {
      pool.consumed(skewed(random));
      pool.refresh(random.nextLong());
    }
    int[] gone = IntStream.range(0, ITEMS).filter(slot -> slot % 3 == 0).toArray();
    for (int slot : gone) {
      matrix.life().evict(part, slot, 0);
    }
    pool.forget(matrix.life().drop(part));
    assertThat(slots(pool)).noneMatch(slot -> slot % 3 == 0);
    for (int event = 0; event < 2_000; event++) {
      pool.refresh(random.nextLong());
      assertThat(slots(pool))
          .hasSize(SIZE)
          .doesNotHaveDuplicates()
          .noneMatch(slot -> slot % 3 == 0);
    }
  }

  @Test
  void anItemInAUsedSlotEntersASmallPool() {
    NegativePool pool = pool(10, 1_000, 0.3f);
    ItemPart part = matrix.newAttachedPart(0);
    pool.refresh(1);
    matrix.life().evict(part, 3, 0);
    pool.forget(matrix.life().drop(part));
    matrix.life().swept(part, part.droppedFreed());
    pool.refresh(2);
    assertThat(slots(pool)).hasSize(9).doesNotContain(3);
    assertThat(matrix.intern("new")).isEqualTo(3);
    pool.refresh(3);
    assertThat(slots(pool)).hasSize(10).contains(3);
  }

  private NegativePool pool(int items, int window, float uniformShare) {
    for (int i = 0; i < items; i++) {
      matrix.intern("item-" + i);
    }
    return new NegativePool(matrix, settings(window, uniformShare));
  }

  private static LearnerSettings settings(int window, float uniformShare) {
    return new SettingsBuilder()
        .negatives(SIZE)
        .recentWindow(window)
        .uniformShare(uniformShare)
        .build();
  }

  private static List<Integer> slots(NegativePool pool) {
    int[] slots = new int[pool.size()];
    pool.writeSlots(slots);
    return IntStream.of(slots).boxed().toList();
  }

  /// Small slots more often than large ones.
  private static int skewed(RandomGenerator random) {
    double x = random.nextDouble();
    return (int) (ITEMS * x * x);
  }
}
