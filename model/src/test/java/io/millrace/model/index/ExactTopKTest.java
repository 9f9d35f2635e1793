package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Ids;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MatrixFixture;
import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.CodeKernelsOfEveryWidth;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.ScalarCodeKernels;
import io.millrace.model.vector.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The index on codes of every width against a sort by the scalar reference, on rows made to break
/// its bounds.
class ExactTopKTest {
  private static final int[] SIZES = {0, 1, 31, 32, 33, 127, 128, 129, 1023, 1024, 1025, 3000};
  private static final int[] COUNTS = {1, 10, 5000};
  private static final Kernels SCALAR = new ScalarKernels();

  /// Elements in which ties, signs of zero and magnitudes matter.
  enum Elements {
    NORMAL {
      @Override
      float next(SplittableRandom random) {
        return (float) random.nextGaussian();
      }
    },
    EQUAL {
      @Override
      float next(SplittableRandom random) {
        return -0.3f;
      }
    },
    FEW_VALUES {
      @Override
      float next(SplittableRandom random) {
        return random.nextInt(10) == 0 ? 1 : 0;
      }
    },
    ZEROS {
      @Override
      float next(SplittableRandom random) {
        return random.nextBoolean() ? 0f : -0f;
      }
    },
    DENORMAL {
      @Override
      float next(SplittableRandom random) {
        return random.nextInt(-9, 10) * Float.MIN_VALUE * (random.nextInt(4) == 0 ? 1e6f : 1);
      }
    },
    SMALL {
      @Override
      float next(SplittableRandom random) {
        return (float) Math.scalb(random.nextDouble(-1, 1), -random.nextInt(140));
      }
    },
    HUGE {
      @Override
      float next(SplittableRandom random) {
        return (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(60));
      }
    },
    NEARLY_EQUAL {
      @Override
      float next(SplittableRandom random) {
        return 1 + random.nextInt(3) * 0x1p-23f;
      }
    },
    /// Beyond what sums hold: some scores are infinite.
    OVERFLOWING {
      @Override
      float next(SplittableRandom random) {
        return (float) Math.scalb(random.nextDouble(0, 1), 40 + random.nextInt(87));
      }
    };

    abstract float next(SplittableRandom random);
  }

  static Stream<CodeKernels> kernels() {
    return Stream.concat(Stream.of(new ScalarCodeKernels()), CodeKernelsOfEveryWidth.simd());
  }

  private static ItemMatrix matrix(
      Elements elements, int items, int rank, SplittableRandom random) {
    List<String> ids = new ArrayList<>();
    float[][] vectors = new float[items][rank];
    float[] biases = new float[items];
    for (int i = 0; i < items; i++) {
      ids.add(Integer.toString((i * 7919 + 13) % 1_000_003, 36));
      fill(vectors[i], elements, random);
      biases[i] = elements.next(random);
    }
    return MatrixFixture.of(rank, ids, vectors, biases);
  }

  private static void fill(float[] vector, Elements elements, SplittableRandom random) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] = elements.next(random);
    }
  }

  private static List<ScoredItem> sorted(ItemMatrix matrix, float[] query) {
    return IntStream.range(0, matrix.size())
        .mapToObj(slot -> new ScoredItem(slot, matrix.idOf(slot), score(matrix, query, slot)))
        .sorted(
            Comparator.comparingDouble((ScoredItem item) -> -(item.score() + 0.0))
                .thenComparing(ScoredItem::itemId, Ids::compare))
        .toList();
  }

  private static double score(ItemMatrix matrix, float[] query, int slot) {
    float[] vector = MatrixFixture.vector(matrix, slot);
    return SCALAR.dot(query, 0, vector, 0, query.length) + MatrixFixture.bias(matrix, slot);
  }

  private static void check(ItemIndex index, List<ScoredItem> sorted, float[] query, String world) {
    for (int k : COUNTS) {
      assertThat(index.topK(query, k, new Filter()))
          .as("%s, k %d", world, k)
          .isEqualTo(sorted.subList(0, Math.min(k, sorted.size())));
    }
    for (int place = 0; place < sorted.size(); place += 1 + place / 2) {
      int slot = sorted.get(place).slot();
      for (int limit : new int[] {1, 10}) {
        assertThat(index.rankByCodes(query, slot, other -> other % 7 == 3, limit))
            .as("%s, place %d, limit %d", world, place, limit)
            .isEqualTo(index.rankByVectors(query, slot, other -> other % 7 == 3, limit));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void answersAreThoseOfTheReference(CodeKernels kernels) {
    for (Elements elements : Elements.values()) {
      for (int items : SIZES) {
        long seed = 31L * items + elements.name().length();
        var random = new SplittableRandom(seed);
        for (int rank : new int[] {1, 8, 11}) {
          ItemMatrix matrix = matrix(elements, items, rank, random);
          var index = new ItemIndex(matrix, Kernels.best(), kernels);
          float[] query = new float[rank];
          fill(query, elements, random);
          String world =
              "%s, %s, %d items, rank %d, seed %d".formatted(kernels, elements, items, rank, seed);
          List<ScoredItem> sorted = sorted(matrix, query);
          check(index, sorted, query, world + ", pending");
          assertThat(index.refresh()).isEqualTo(items);
          check(index, sorted, query, world + ", taken over");
          while (index.upkeep(500) > 0) {
            check(index, sorted, query, world + ", while sorted");
          }
          check(index, sorted, query, world + ", sorted");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void anyRankWillDo(CodeKernels kernels) {
    for (int rank = 1; rank <= 512; rank += rank < 130 ? 1 : 127) {
      var random = new SplittableRandom(rank);
      for (Elements elements : List.of(Elements.NORMAL, Elements.NEARLY_EQUAL, Elements.HUGE)) {
        ItemMatrix matrix = matrix(elements, 300, rank, random);
        var index = new ItemIndex(matrix, Kernels.best(), kernels);
        index.refresh();
        float[] query = new float[rank];
        fill(query, elements, random);
        check(index, sorted(matrix, query), query, kernels + ", " + elements + ", rank " + rank);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void severalAtOnceAreAnsweredAsOneByOne(CodeKernels kernels) {
    for (Elements elements : Elements.values()) {
      for (int items : new int[] {0, 33, 1025, 5000}) {
        long seed = 17L * items + elements.name().length();
        var random = new SplittableRandom(seed);
        ItemMatrix matrix = matrix(elements, items, 11, random);
        var index = new ItemIndex(matrix, Kernels.best(), kernels);
        index.refresh();
        while (index.upkeep(5000) > 0) {
          // until sorted
        }
        for (int count : new int[] {0, 1, 2, 7, 13}) {
          List<Query> queries = queries(elements, items, count, random);
          assertThat(index.answers(queries))
              .as("%s, %s, %d items, %d queries, seed %d", kernels, elements, items, count, seed)
              .isEqualTo(queries.stream().map(index::answer).toList());
        }
      }
    }
  }

  /// Queries of both orders, for few and for many, some of which let little pass.
  private static List<Query> queries(
      Elements elements, int items, int count, SplittableRandom random) {
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[11];
      fill(vector, elements, random);
      var filter = new Filter();
      int kept = i % 3 == 0 ? 1 : i % 3 == 1 ? items / 2 : items;
      filter.unless(slot -> slot % 2 == 1 && slot > kept);
      if (i % 5 == 4) {
        filter.only(IntStream.range(0, items / 40).toArray());
      }
      int k = COUNTS[random.nextInt(COUNTS.length)];
      queries.add(
          random.nextInt(4) == 0
              ? Query.byCosine(vector, k, filter)
              : Query.byProduct(vector, k, filter));
    }
    return queries;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void changedAndNewItemsAreAnsweredAtOnce(CodeKernels kernels) {
    var random = new SplittableRandom(1);
    ItemMatrix matrix = matrix(Elements.NORMAL, 2500, 16, random);
    var index = new ItemIndex(matrix, Kernels.best(), kernels);
    for (int round = 0; round < 60; round++) {
      for (int i = 0; i < 40; i++) {
        int slot = matrix.intern("item-" + random.nextInt(round * 20 + 1));
        MatrixFixture.set(matrix, random.nextBoolean() ? slot : random.nextInt(2500), random, 3);
      }
      float[] query = new float[16];
      fill(query, Elements.NORMAL, random);
      check(index, sorted(matrix, query), query, kernels + ", round " + round + ", seed 1");
      if (random.nextInt(3) == 0) {
        index.refresh();
      }
      index.upkeep(random.nextInt(1, 2000));
    }
    assertThat(index.upkeepDone().rebuiltTables()).isPositive();
  }

  @Test
  void itemsThatAreNewWhileTheTableIsMadeAnewStay() {
    ItemMatrix matrix = matrix(Elements.NORMAL, 2500, 16, new SplittableRandom(1));
    var index = new ItemIndex(matrix, Kernels.best());
    index.refresh();
    assertThat(index.upkeep(1)).as("begun").isPositive();
    int slot = matrix.intern("new");
    MatrixFixture.setAll(matrix, slot, 1000);
    index.refresh();
    while (index.upkeep(100) > 0) {
      // until the table is made
    }
    assertThat(index.upkeepDone().rebuiltTables()).isEqualTo(1);
    float[] query = new float[16];
    Arrays.fill(query, 1);
    assertThat(index.topK(query, 1, new Filter())).extracting(ScoredItem::slot).containsOnly(slot);
  }
}
