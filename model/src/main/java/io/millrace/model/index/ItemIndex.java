package io.millrace.model.index;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.Trend;
import io.millrace.model.vector.Kernels;
import java.util.List;
import java.util.function.IntPredicate;

/// Exact top-K over every known item, block by block. What is excluded is left out inside the scan,
/// so k asked is k given while there are k left. Safe for any number of threads: each call has its
/// own buffers.
public final class ItemIndex {
  private final ItemMatrix matrix;
  private final Kernels kernels;

  public ItemIndex(ItemMatrix matrix, Kernels kernels) {
    this.matrix = matrix;
    this.kernels = kernels;
  }

  /// Scores of the rows of one block.
  private interface BlockScorer {
    /// @param count rows in use
    /// @param scores (256), the first `count` are written
    void score(ItemBlock block, int count, double[] scores);
  }

  /// The k items with the largest `<query, V_j> + b_j`, best first.
  ///
  /// @param query (rank)
  /// @param excluded slots to leave out, asked only of those that would be kept
  public List<ScoredItem> topK(float[] query, int k, IntPredicate excluded) {
    return scan(k, excluded, innerProducts(query));
  }

  /// The k items whose vectors have the largest cosine with an item's, without the item itself.
  public List<ScoredItem> similar(int slot, int k, IntPredicate excluded) {
    int rank = matrix.rank();
    float[] query = new float[rank];
    ItemBlock block = matrix.blockOf(slot);
    System.arraycopy(block.vectors(), block.vectorAt(slot % ItemBlock.ROWS), query, 0, rank);
    return scan(k, other -> other == slot || excluded.test(other), cosines(query));
  }

  /// The k items whose decayed popularity is largest; the score is the decayed count at
  /// `timeMillis`.
  ///
  /// @param timeMillis the same for all items, so it does not change their order
  /// @param halfLifeMillis the half-life by which events were counted
  public List<ScoredItem> trending(
      int k, IntPredicate excluded, long timeMillis, long halfLifeMillis) {
    return scan(
            k,
            excluded,
            (block, count, scores) -> System.arraycopy(block.trends(), 0, scores, 0, count))
        .stream()
        .map(item -> decayed(item, timeMillis, halfLifeMillis))
        .toList();
  }

  private static ScoredItem decayed(ScoredItem item, long timeMillis, long halfLifeMillis) {
    double count = Trend.countAt(item.score(), timeMillis, halfLifeMillis);
    return new ScoredItem(item.slot(), item.itemId(), count);
  }

  /// How many items rank before one for a query: those that score more and, ties last, as much.
  ///
  /// @param query (rank)
  /// @param slot the item
  /// @param excluded slots that do not count, asked only of those that rank before
  /// @param limit where to stop counting
  /// @return 0 for the best, `limit` if at least as many rank before it
  public int rankOf(float[] query, int slot, IntPredicate excluded, int limit) {
    int row = slot % ItemBlock.ROWS;
    ItemBlock home = matrix.blockOf(slot);
    float own =
        kernels.dot(query, 0, home.vectors(), home.vectorAt(row), query.length)
            + home.biases()[row];
    BlockScorer scorer = innerProducts(query);
    double[] scores = new double[ItemBlock.ROWS];
    int before = 0;
    for (int first = 0; first < matrix.size(); first += ItemBlock.ROWS) {
      int count = Math.min(ItemBlock.ROWS, matrix.size() - first);
      scorer.score(matrix.blockOf(first), count, scores);
      for (int i = 0; i < count; i++) {
        int other = first + i;
        if (scores[i] >= own && other != slot && !excluded.test(other) && ++before == limit) {
          return limit;
        }
      }
    }
    return before;
  }

  private List<ScoredItem> scan(int k, IntPredicate excluded, BlockScorer scorer) {
    if (k == 0) {
      return List.of();
    }
    var best = new TopK(Math.min(k, Math.max(1, matrix.size())), matrix);
    double[] scores = new double[ItemBlock.ROWS];
    int known = matrix.size();
    for (int first = 0; first < known; first += ItemBlock.ROWS) {
      int count = Math.min(ItemBlock.ROWS, known - first);
      scorer.score(matrix.blockOf(first), count, scores);
      for (int i = 0; i < count; i++) {
        if (best.admits(first + i, scores[i]) && !excluded.test(first + i)) {
          best.add(first + i, scores[i]);
        }
      }
    }
    return best.ordered();
  }

  private BlockScorer innerProducts(float[] query) {
    float[] products = new float[ItemBlock.ROWS];
    float[] scratch = new float[Kernels.SCRATCH];
    return (block, count, scores) -> {
      kernels.dotRows(
          query, block.vectors(), block.vectorAt(0), count, query.length, products, scratch);
      float[] biases = block.biases();
      for (int i = 0; i < count; i++) {
        scores[i] = products[i] + biases[i];
      }
    };
  }

  private BlockScorer cosines(float[] query) {
    float[] products = new float[ItemBlock.ROWS];
    float[] scratch = new float[Kernels.SCRATCH];
    float[] norms = new float[ItemBlock.ROWS];
    double queryNorm = Math.sqrt(kernels.dot(query, 0, query, 0, query.length));
    return (block, count, scores) -> {
      kernels.dotRows(
          query, block.vectors(), block.vectorAt(0), count, query.length, products, scratch);
      kernels.squaredNorms(block.vectors(), block.vectorAt(0), count, query.length, norms);
      for (int i = 0; i < count; i++) {
        double both = queryNorm * Math.sqrt(norms[i]);
        scores[i] = both == 0 ? 0 : products[i] / both;
      }
    };
  }
}
