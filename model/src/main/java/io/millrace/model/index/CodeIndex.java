package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Exact top-K over rows that change while it is asked: a table of codes that narrows the choice,
/// and the rows themselves, from which every score of an answer comes.
///
/// **Protocol.** Writers change rows and mark them in their [RowJournal]; they know nothing of the
/// index. One thread at a time maintains it: [#refresh] takes over changed rows into the table's
/// codes, [#upkeep] makes a new table, sorted by norm, in steps, and then puts it in place of the
/// old one. Readers, any number, take no lock and wait for nobody: they score the rows that are
/// pending, then scan the table that is there.
///
/// **Guarantees**, given that each row has one writer at a time and that the index is the only one
/// over its rows:
/// - each score of an answer was the row's at some moment of the search;
/// - each eligible row that was left out scored, at some moment of the search, no more than the
///   last one returned. Excepted are rows that were being written whenever the search looked;
///   [#torn] counts them;
/// - so while no row changes, the answer is that of a sort of everything.
///
/// How late the index is maintained costs time, not exactness.
final class CodeIndex {
  /// Up to one in so many rows are scored one by one, which is then faster than a scan.
  private static final int LISTED_SHARE = 32;

  private final Rows rows;
  private final CodeKernels kernels;
  private final TableMaintenance maintenance;
  private final AtomicLong torn = new AtomicLong();

  CodeIndex(Rows rows, CodeKernels kernels) {
    rows.journal().attach();
    this.rows = rows;
    this.kernels = kernels;
    this.maintenance = new TableMaintenance(rows, kernels);
  }

  /// The answer to each query, best first. Several are found by one pass over the codes.
  List<List<ScoredItem>> answers(List<Query> queries) {
    List<TopK> found = new ArrayList<>(queries.size());
    List<Search> scanning = new ArrayList<>(queries.size());
    for (Query query : queries) {
      var best = new TopK(Math.min(query.k(), Math.max(1, rows.size())), rows);
      found.add(best);
      if (query.k() > 0) {
        begin(new Search(rows, scoring(query), best, query.filter()), query.filter(), scanning);
      }
    }
    scan(scanning);
    return found.stream().map(TopK::ordered).toList();
  }

  /// How many rows rank before one by `<query, row> + bias`: those that score more and, ties last,
  /// as much.
  ///
  /// @param score of the row
  /// @param limit where to stop counting
  int rankOf(float[] query, int slot, float score, Filter filter, int limit) {
    var count = new RankCount(slot, score, limit);
    List<Search> scanning = new ArrayList<>(1);
    begin(
        new Search(rows, new InnerProducts(rows, kernels, query), count, filter), filter, scanning);
    scan(scanning);
    return count.before();
  }

  /// Every one of these rows by its inner product, best first.
  ///
  /// @param slots known and distinct
  List<ScoredItem> ranked(float[] query, int[] slots) {
    var scoring = new InnerProducts(rows, kernels, query);
    var all = new TopK(slots.length, rows);
    double[] scores = new double[Scoring.BATCH];
    for (int from = 0; from < slots.length; from += Scoring.BATCH) {
      int[] batch = Arrays.copyOfRange(slots, from, Math.min(from + Scoring.BATCH, slots.length));
      scoring.score(batch, batch.length, scores);
      for (int i = 0; i < batch.length; i++) {
        double score = Double.isNaN(scores[i]) ? scoring.latest(batch[i]) : scores[i];
        all.add(batch[i], Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score);
      }
    }
    return all.ordered();
  }

  /// Scores what can be scored before the codes are looked up.
  ///
  /// @param scanning the search is added if it has to look at them
  private void begin(Search search, Filter filter, List<Search> scanning) {
    int[] listed = filter.listed(search.known(), search.known() / LISTED_SHARE);
    if (listed != null) {
      search.among(listed);
      count(search);
    } else {
      search.takePending();
      scanning.add(search);
    }
  }

  private void scan(List<Search> searches) {
    if (searches.size() == 1) {
      searches.getFirst().scan(maintenance.chunks());
    } else if (!searches.isEmpty()) {
      var batch = new BatchScan(kernels, RowCoder.quads(rows.rank()), searches);
      batch.scan(maintenance.chunks());
    }
    searches.forEach(this::count);
  }

  private void count(Search search) {
    if (search.torn() > 0) {
      torn.addAndGet(search.torn());
    }
  }

  private Scoring scoring(Query query) {
    return switch (query.order()) {
      case PRODUCT -> new InnerProducts(rows, kernels, query.vector());
      case COSINE -> new Cosines(rows, kernels, query.vector());
    };
  }

  /// Takes over the rows that changed.
  ///
  /// @return rows taken over
  int refresh() {
    return maintenance.refresh();
  }

  /// Does a step of upkeep, if there is any to do.
  ///
  /// @param rowBudget rows to handle at most, up to 4 microseconds each
  /// @return rows handled; 0 if nothing is to be done
  int upkeep(int rowBudget) {
    return maintenance.upkeep(rowBudget);
  }

  /// What maintenance did so far.
  IndexUpkeep done() {
    return maintenance.done(torn.get());
  }
}
