package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Ids;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MatrixFixture;
import io.millrace.model.item.Trend;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer against a sort of everything.
class ItemIndexTest {
  private static final int[] CATALOGUE_SIZES = {0, 1, 31, 255, 256, 257, 1000};
  private static final int RANK = 9;
  private static final long DAY = 86_400_000L;
  private static final Kernels SCALAR = new ScalarKernels();

  /// Rows in which ties, signs of zero and magnitudes matter.
  enum Rows {
    RANDOM {
      @Override
      float next(SplittableRandom random) {
        return (float) random.nextDouble(-1, 1);
      }
    },
    EQUAL {
      @Override
      float next(SplittableRandom random) {
        return 0.25f;
      }
    },
    FEW_VALUES {
      @Override
      float next(SplittableRandom random) {
        return random.nextInt(10) == 0 ? 1 : 0;
      }
    },
    ZEROS_OF_BOTH_SIGNS {
      @Override
      float next(SplittableRandom random) {
        return random.nextBoolean() ? 0f : -0f;
      }
    },
    HUGE {
      @Override
      float next(SplittableRandom random) {
        return (float) random.nextDouble(-1, 1) * (random.nextInt(5) == 0 ? 1e17f : 1);
      }
    };

    abstract float next(SplittableRandom random);
  }

  /// A catalogue with its index.
  private static final class World {
    final ItemMatrix matrix;
    final ItemIndex index;
    final float[] query; // (rank)
    final String name;

    World(ItemMatrix matrix, float[] query, String name) {
      this.matrix = matrix;
      this.index = new ItemIndex(matrix, Kernels.best());
      this.query = query;
      this.name = name;
    }

    static World of(Rows rows, int items, long seed) {
      var random = new SplittableRandom(seed);
      List<String> ids = randomIds(items, random);
      float[][] vectors = new float[items][RANK];
      float[] biases = new float[items];
      double[] trends = new double[items];
      for (int i = 0; i < items; i++) {
        for (int d = 0; d < RANK; d++) {
          vectors[i][d] = rows.next(random);
        }
        biases[i] = rows.next(random);
        int events = random.nextInt(3);
        trends[i] = Trend.NONE;
        for (int e = 0; e < events; e++) {
          trends[i] = Trend.add(trends[i], (1000 + random.nextInt(5)) * DAY, DAY);
        }
      }
      float[] query = new float[RANK];
      for (int d = 0; d < RANK; d++) {
        query[d] = rows.next(random);
      }
      ItemMatrix matrix = MatrixFixture.of(RANK, ids, vectors, biases, trends);
      return new World(matrix, query, "%s, %d items, seed %d".formatted(rows, items, seed));
    }

    double score(int slot) {
      float product = SCALAR.dot(query, 0, MatrixFixture.vector(matrix, slot), 0, RANK);
      return product + MatrixFixture.bias(matrix, slot);
    }

    /// The slots that are not excluded, best first, ties by id.
    List<Integer> sorted(IntToDoubleFunction score, IntPredicate excluded) {
      return IntStream.range(0, matrix.size())
          .filter(excluded.negate())
          .boxed()
          .sorted(
              Comparator.comparingDouble((Integer slot) -> -(score.applyAsDouble(slot) + 0.0))
                  .thenComparing(matrix::idOf, Ids::compare))
          .toList();
    }
  }

  private static Filter unless(IntPredicate rejection) {
    return new Filter().unless(rejection);
  }

  private static boolean none(int slot) {
    return false;
  }

  /// Distinct ids whose order is neither that of their slots nor that of [String#compareTo].
  private static List<String> randomIds(int count, SplittableRandom random) {
    int[] characters = {'a', 'b', 0xe9, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
    SequencedSet<String> ids = new LinkedHashSet<>();
    while (ids.size() < count) {
      int[] id = random.ints(1 + random.nextInt(6), 0, characters.length).toArray();
      ids.add(new String(Arrays.stream(id).map(i -> characters[i]).toArray(), 0, id.length));
    }
    return List.copyOf(ids);
  }

  private static List<IntPredicate> exclusions(int items, long seed) {
    var random = new SplittableRandom(seed);
    Set<Integer> some = new HashSet<>();
    for (int i = 0; i < items / 2; i++) {
      some.add(random.nextInt(items));
    }
    return List.of(ItemIndexTest::none, some::contains, slot -> slot != 0, slot -> true);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void answersAreTheFirstOfASortOfEverything(long seed) {
    for (Rows rows : Rows.values()) {
      for (int items : CATALOGUE_SIZES) {
        World world = World.of(rows, items, seed);
        for (IntPredicate excluded : exclusions(items, seed)) {
          List<Integer> sorted = world.sorted(world::score, excluded);
          for (int k : new int[] {0, 1, 10, items + 7}) {
            List<ScoredItem> top = world.index.topK(world.query, k, unless(excluded));
            assertThat(top.stream().map(ScoredItem::slot))
                .as("%s, k %d", world.name, k)
                .containsExactlyElementsOf(sorted.subList(0, Math.min(k, sorted.size())));
            for (ScoredItem item : top) {
              assertThat(item.score()).as(world.name).isEqualTo(world.score(item.slot()));
              assertThat(item.itemId()).isEqualTo(world.matrix.idOf(item.slot()));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void givenItemsAreRankedAsInASortOfEverything(long seed) {
    for (Rows rows : Rows.values()) {
      for (int items : CATALOGUE_SIZES) {
        World world = World.of(rows, items, seed);
        for (IntPredicate excluded : exclusions(items, seed)) {
          List<Integer> sorted = world.sorted(world::score, excluded);
          List<Integer> given = new ArrayList<>(sorted);
          Collections.shuffle(given, new Random(seed));
          List<ScoredItem> ranked =
              world.index.ranked(world.query, given.stream().mapToInt(slot -> slot).toArray());
          assertThat(ranked.stream().map(ScoredItem::slot))
              .as(world.name)
              .containsExactlyElementsOf(sorted);
          assertThat(ranked)
              .as(world.name)
              .isEqualTo(world.index.topK(world.query, items, unless(excluded)));
        }
      }
    }
  }

  @Test
  void anItemWhoseScoreIsNoNumberIsRankedLast() {
    ItemMatrix matrix =
        MatrixFixture.of(
            1, List.of("broken", "low"), new float[][] {{Float.NaN}, {-7}}, new float[] {0, 0});
    var index = new ItemIndex(matrix, Kernels.best());
    assertThat(index.ranked(new float[] {1}, new int[] {0, 1}))
        .containsExactly(
            new ScoredItem(1, "low", -7), new ScoredItem(0, "broken", Double.NEGATIVE_INFINITY));
  }

  @Test
  void ofEqualScoresTheSmallerIdWins() {
    ItemMatrix matrix =
        MatrixFixture.of(
            1, List.of("c", "a", "b"), new float[][] {{1}, {1}, {1}}, new float[] {0, 0, 0});
    var index = new ItemIndex(matrix, Kernels.best());
    assertThat(index.topK(new float[] {1}, 2, unless(ItemIndexTest::none)))
        .extracting(ScoredItem::itemId)
        .containsExactly("a", "b");
  }

  @Test
  void theBiasCounts() {
    ItemMatrix matrix =
        MatrixFixture.of(1, List.of("a", "b"), new float[][] {{1}, {-1}}, new float[] {0, 5});
    var index = new ItemIndex(matrix, Kernels.best());
    assertThat(index.topK(new float[] {2}, 2, unless(ItemIndexTest::none)))
        .containsExactly(new ScoredItem(1, "b", 3), new ScoredItem(0, "a", 2));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theRankOfAnItemIsItsPlaceWithTiesLast(long seed) {
    for (Rows rows : Rows.values()) {
      for (int items : CATALOGUE_SIZES) {
        World world = World.of(rows, items, seed);
        for (IntPredicate excluded : exclusions(items, seed)) {
          for (int slot = 0; slot < items; slot += 1 + items / 20) {
            int own = slot;
            int before =
                (int)
                    IntStream.range(0, items)
                        .filter(other -> other != own && !excluded.test(other))
                        .filter(other -> world.score(other) >= world.score(own))
                        .count();
            for (int limit : new int[] {1, 10, items + 1}) {
              assertThat(world.index.rankOf(world.query, slot, excluded, limit))
                  .as("%s, slot %d, limit %d", world.name, slot, limit)
                  .isEqualTo(Math.min(before, limit));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void withoutTiesTheRankIsThePlaceInTheAnswer(long seed) {
    World world = World.of(Rows.RANDOM, 300, seed);
    List<ScoredItem> all = world.index.topK(world.query, 300, unless(ItemIndexTest::none));
    for (int place = 0; place < all.size(); place++) {
      assertThat(world.index.rankOf(world.query, all.get(place).slot(), ItemIndexTest::none, 1000))
          .as(world.name)
          .isEqualTo(place);
    }
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @CsvSource({"RANDOM, 1", "RANDOM, 2", "FEW_VALUES, 3", "ZEROS_OF_BOTH_SIGNS, 4", "HUGE, 5"})
  void similarItemsAreThoseOfLargestCosine(Rows rows, long seed) {
    World world = World.of(rows, 300, seed);
    for (int slot = 0; slot < 300; slot += 37) {
      List<ScoredItem> similar = world.index.similar(slot, 299, unless(ItemIndexTest::none));
      assertThat(similar).as(world.name).hasSize(299);
      assertThat(similar).extracting(ScoredItem::slot).doesNotContain(slot).doesNotHaveDuplicates();
      List<Double> scores = new ArrayList<>();
      for (ScoredItem item : similar) {
        scores.add(item.score());
        assertThat(item.score())
            .as("%s, slots %d and %d", world.name, slot, item.slot())
            .isCloseTo(cosine(world.matrix, slot, item.slot()), within(1e-6));
      }
      assertThat(scores).as(world.name).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(world.index.similar(slot, 10, unless(ItemIndexTest::none)))
          .isEqualTo(similar.subList(0, 10));
    }
  }

  @Test
  void similarItemsHeedExclusionsAndIgnoreLength() {
    float[][] vectors = {{1, 0}, {100, 0}, {0.01f, 0.001f}, {0, 1}, {-1, 0}, {0, 0}};
    ItemMatrix matrix =
        MatrixFixture.of(2, List.of("a", "b", "c", "d", "e", "f"), vectors, new float[6]);
    var index = new ItemIndex(matrix, Kernels.best());
    assertThat(index.similar(0, 10, unless(ItemIndexTest::none)))
        .extracting(ScoredItem::itemId)
        .containsExactly("b", "c", "d", "f", "e");
    assertThat(index.similar(0, 2, unless(slot -> slot == 1)))
        .extracting(ScoredItem::itemId)
        .containsExactly("c", "d");
  }

  private static double cosine(ItemMatrix matrix, int slotA, int slotB) {
    float[] a = MatrixFixture.vector(matrix, slotA);
    float[] b = MatrixFixture.vector(matrix, slotB);
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    double both = Math.sqrt(squaresA) * Math.sqrt(squaresB);
    return both == 0 ? 0 : product / both;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void trendingItemsAreThoseOfLargestDecayedCount(long seed) {
    for (int items : CATALOGUE_SIZES) {
      World world = World.of(Rows.RANDOM, items, seed);
      for (IntPredicate excluded : exclusions(items, seed)) {
        List<Integer> sorted =
            world.sorted(slot -> MatrixFixture.trend(world.matrix, slot), excluded);
        for (int k : new int[] {1, 10, items + 7}) {
          List<ScoredItem> top = world.index.trending(k, unless(excluded), 1010 * DAY, DAY);
          assertThat(top.stream().map(ScoredItem::slot))
              .as("%s, k %d", world.name, k)
              .containsExactlyElementsOf(sorted.subList(0, Math.min(k, sorted.size())));
        }
      }
    }
  }

  @Test
  void trendingItemsCarryTheirDecayedCount() {
    double key = Trend.add(Trend.add(Trend.NONE, 10 * DAY, DAY), 10 * DAY, DAY);
    ItemMatrix matrix =
        MatrixFixture.of(
            1,
            List.of("unseen", "seen"),
            new float[][] {{0}, {0}},
            new float[] {0, 0},
            new double[] {Trend.NONE, key});
    List<ScoredItem> top =
        new ItemIndex(matrix, Kernels.best())
            .trending(2, unless(ItemIndexTest::none), 11 * DAY, DAY);
    assertThat(top).extracting(ScoredItem::itemId).containsExactly("seen", "unseen");
    assertThat(top.get(0).score()).isCloseTo(1, within(1e-9));
    assertThat(top.get(1).score()).isZero();
  }
}
