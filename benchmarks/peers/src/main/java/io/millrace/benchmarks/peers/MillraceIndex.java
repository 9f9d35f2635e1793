package io.millrace.benchmarks.peers;

import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.PartRow;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Our own index over a set of vectors, with the item matrix that it searches. An item's slot is
/// its number.
final class MillraceIndex {
  private static final int UPKEEP_ROWS = 100_000;

  private final ItemMatrix matrix;
  private final ItemIndex index;
  private final ItemPart part;
  private final float[][] queries; // (queries, RANK)
  private final float[] direction = new float[VectorSet.RANK];
  private final SplittableRandom random = new SplittableRandom(1);
  private final long matrixBytes;
  private final long indexBytes;

  /// Whether items are sorted by norm.
  enum Order {
    SORTED,
    UNSORTED
  }

  /// @param order unsorted: as it is before upkeep, when nothing can be skipped
  MillraceIndex(VectorSet vectors, Order order) {
    queries = new float[vectors.queries().length][];
    Arrays.setAll(queries, i -> Arrays.copyOf(vectors.queries()[i], VectorSet.RANK));
    Arrays.fill(direction, 1);
    long before = usedBytes();
    matrix = new ItemMatrix(VectorSet.RANK, 1, 0, 0.1f, Kernels.best());
    part = matrix.newPart(0);
    matrix.activate(part);
    for (int item = 0; item < vectors.items(); item++) {
      int slot = matrix.intern("item" + item);
      matrix.restore(part, slot, new PartRow(vectors.vector(item), vectors.bias(item), 0, 1, 0));
    }
    long filled = usedBytes();
    index = new ItemIndex(matrix, Kernels.best());
    index.refresh();
    while (order == Order.SORTED && index.upkeep(UPKEEP_ROWS) > 0) {
      // until it is sorted
    }
    matrixBytes = filled - before;
    indexBytes = usedBytes() - filled;
  }

  private static long usedBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  ItemIndex index() {
    return index;
  }

  /// Heap that the matrix takes: what is visible, start values, one partition's part and ids.
  long matrixBytes() {
    return matrixBytes;
  }

  /// Heap that the index takes beside the matrix.
  long indexBytes() {
    return indexBytes;
  }

  Contender contender(String name, double warmUpSeconds, Supplier<Filter> filter) {
    return new JavaContender(
        name,
        "ItemIndex, " + Kernels.best().getClass().getSimpleName(),
        queries,
        warmUpSeconds,
        List.of(
            new JavaContender.Variant(
                "", (query, found) -> copy(index.topK(query, VectorSet.K, filter.get()), found))));
  }

  /// All queries that are asked at once.
  Contender together(int count, double warmUpSeconds) {
    return new TogetherContender(index, queries, count, warmUpSeconds);
  }

  private static void copy(List<ScoredItem> answer, int[] found) {
    for (int place = 0; place < answer.size(); place++) {
      found[place] = answer.get(place).slot();
    }
  }

  /// Changes one row, drawn at random, by so little that no answer changes.
  void changeOneRow() {
    matrix.add(part, random.nextInt(matrix.size()), 1e-6f, direction, 0, 0);
  }

  /// Changes rows and takes them over into the index, again and again.
  ///
  /// @param rowsAtOnce that are changed before they are taken over
  /// @return microseconds a row
  double updateMicros(int rows, int rowsAtOnce) {
    long start = System.nanoTime();
    for (int i = 0; i < rows; i += rowsAtOnce) {
      for (int row = 0; row < rowsAtOnce; row++) {
        changeOneRow();
      }
      index.refresh();
    }
    return (System.nanoTime() - start) / 1e3 / rows;
  }
}
