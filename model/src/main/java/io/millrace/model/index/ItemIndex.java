package io.millrace.model.index;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.RowJournal;
import io.millrace.model.item.Trend;
import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.Kernels;
import java.util.List;
import java.util.function.IntPredicate;

/// Exact top-K over every known item. What a filter leaves out is left out inside the scan, so k
/// asked is k given while there are k left. Safe for any number of threads: each call has its own
/// buffers.
///
/// An answer is that of a sort of all items, with the scores of the model's one arithmetic and ties
/// by id. While items change, it is that of some moment for each item by itself: [CodeIndex] says
/// exactly how. Somebody has to call [#refresh] every few milliseconds, and [#upkeep] now and then:
/// answers are right without, but take longer.
public final class ItemIndex {
  /// Below so many items, ranks are counted by a scan of the vectors: whoever learns has just
  /// changed a good part of them, which a search would score one by one.
  private static final int SCANNED_AS_CODES = 16_384;

  private final ItemMatrix matrix;
  private final Kernels kernels;
  private final CodeIndex codes;
  private final Rows rows;

  /// @param matrix which has no other index
  public ItemIndex(ItemMatrix matrix, Kernels kernels) {
    this(matrix, kernels, CodeKernels.best());
  }

  /// @param matrix which has no other index
  public ItemIndex(ItemMatrix matrix, Kernels kernels, CodeKernels codeKernels) {
    this.matrix = matrix;
    this.kernels = kernels;
    this.rows = new MatrixRows(matrix, kernels);
    this.codes = new CodeIndex(rows, codeKernels);
  }

  /// The k items with the largest `<query, V_j> + b_j`, best first. A page of an answer is a part
  /// of a longer one: the pages of one state of the model neither overlap nor leave anything out.
  ///
  /// @param query (rank)
  public List<ScoredItem> topK(float[] query, int k, Filter filter) {
    return answer(Query.byProduct(query, k, filter));
  }

  /// The k items whose vectors have the largest cosine with an item's, without the item itself.
  public List<ScoredItem> similar(int slot, int k, Filter filter) {
    return answer(like(slot, k, filter));
  }

  /// The query of [#similar].
  public Query like(int slot, int k, Filter filter) {
    return Query.byCosine(vectorOf(slot), k, new Filter(filter).without(slot));
  }

  /// The answer to one query, best first.
  public List<ScoredItem> answer(Query query) {
    return codes.answers(List.of(query)).getFirst();
  }

  /// The answer to each query, best first: the same as one by one, but in one pass over the items,
  /// which takes less time for several than one after the other.
  public List<List<ScoredItem>> answers(List<Query> queries) {
    return codes.answers(queries);
  }

  /// Known items in the order of `<query, V_j> + b_j`, best first: as [#topK] orders and scores
  /// them, but each of those that are given. One that was being written all the time is scored as
  /// it was seen last; a score that is not a number counts as minus infinity.
  ///
  /// @param query (rank)
  /// @param slots known and distinct
  public List<ScoredItem> ranked(float[] query, int[] slots) {
    return codes.ranked(query, slots);
  }

  /// A vector as it was at some moment of this call; if it was being written all the time, as it
  /// was seen last.
  private float[] vectorOf(int slot) {
    float[] vector = new float[matrix.rank()];
    RowJournal journal = matrix.journal();
    for (int i = 0; i < Scoring.TRIES; i++) {
      int stamp = journal.stamp(slot);
      rows.copyVector(slot, vector);
      if (journal.isStill(slot, stamp)) {
        break;
      }
    }
    return vector;
  }

  /// Takes over the items that changed since the last call, so that searches need not look at each
  /// of them. For one thread, every few milliseconds.
  ///
  /// @return items taken over, about a microsecond each
  public int refresh() {
    return codes.refresh();
  }

  /// Sorts the items by norm and tightens their bounds, in steps, if enough changed. For one
  /// thread, now and then: until it returns 0, or as often as a share of a core allows.
  ///
  /// @param itemBudget items to handle at most, up to 4 microseconds each
  /// @return items handled, 0 if there was nothing to do
  public int upkeep(int itemBudget) {
    return codes.upkeep(itemBudget);
  }

  /// What [#refresh] and [#upkeep] did so far, and how it serves.
  public IndexUpkeep upkeepDone() {
    return codes.done();
  }

  /// The k items whose decayed popularity is largest; the score is the decayed count at
  /// `timeMillis`.
  ///
  /// @param timeMillis the same for all items, so it does not change their order
  /// @param halfLifeMillis the half-life by which events were counted
  public List<ScoredItem> trending(int k, Filter filter, long timeMillis, long halfLifeMillis) {
    if (k == 0) {
      return List.of();
    }
    int known = matrix.slots();
    var best = new TopK(Math.min(k, Math.max(1, known)), rows);
    for (int first = 0; first < known; first += ItemBlock.ROWS) {
      double[] trends = matrix.blockOf(first).trends();
      int count = Math.min(ItemBlock.ROWS, known - first);
      for (int i = 0; i < count; i++) {
        int slot = first + i;
        double trend = trends[i];
        if (best.admits(slot, trend)
            && matrix.isHeld(slot)
            && filter.passes(slot)
            && !filter.rejects(slot)) {
          best.add(slot, trend);
        }
      }
    }
    return best.ordered().stream().map(item -> decayed(item, timeMillis, halfLifeMillis)).toList();
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
    return matrix.slots() < SCANNED_AS_CODES
        ? rankByVectors(query, slot, excluded, limit)
        : rankByCodes(query, slot, excluded, limit);
  }

  int rankByCodes(float[] query, int slot, IntPredicate excluded, int limit) {
    return codes.rankOf(query, slot, score(query, slot), new Filter().unless(excluded), limit);
  }

  private float score(float[] query, int slot) {
    int row = slot % ItemBlock.ROWS;
    ItemBlock home = matrix.blockOf(slot);
    return kernels.dot(query, 0, home.vectors(), home.vectorAt(row), query.length)
        + home.biases()[row];
  }

  int rankByVectors(float[] query, int slot, IntPredicate excluded, int limit) {
    float own = score(query, slot);
    float[] products = new float[ItemBlock.ROWS];
    float[] scratch = new float[Kernels.SCRATCH];
    int before = 0;
    for (int first = 0; first < matrix.slots(); first += ItemBlock.ROWS) {
      int count = Math.min(ItemBlock.ROWS, matrix.slots() - first);
      ItemBlock block = matrix.blockOf(first);
      kernels.dotRows(
          query, block.vectors(), block.vectorAt(0), count, query.length, products, scratch);
      float[] biases = block.biases();
      for (int i = 0; i < count; i++) {
        int other = first + i;
        if (products[i] + biases[i] >= own
            && other != slot
            && matrix.isHeld(other)
            && !excluded.test(other)
            && ++before == limit) {
          return limit;
        }
      }
    }
    return before;
  }
}
