package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
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
    this.maintenance = new TableMaintenance(rows);
  }

  /// The k rows with the largest `<query, row> + bias`, best first.
  List<ScoredItem> byProduct(float[] query, int k, Filter filter) {
    return search(new InnerProducts(rows, kernels, query), k, filter);
  }

  /// The k rows with the largest cosine, best first.
  ///
  /// @param squaredNorm of the query, in the model's arithmetic
  List<ScoredItem> byCosine(float[] query, float squaredNorm, int k, Filter filter) {
    return search(new Cosines(rows, kernels, query, squaredNorm), k, filter);
  }

  private List<ScoredItem> search(Scoring scoring, int k, Filter filter) {
    if (k == 0) {
      return List.of();
    }
    var search = new Search(rows, scoring, k, filter);
    int[] listed = filter.listed(search.known(), search.known() / LISTED_SHARE);
    List<ScoredItem> answer;
    if (listed != null) {
      answer = search.among(listed);
    } else {
      search.takePending();
      answer = search.scan(maintenance.chunks());
    }
    if (scoring.torn() > 0) {
      torn.addAndGet(scoring.torn());
    }
    return answer;
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
