package io.millrace.model.index;

import io.millrace.model.item.RowJournal;
import io.millrace.model.vector.CodeKernels;
import org.jspecify.annotations.Nullable;

/// Keeps a table of codes up to date: takes over rows that changed, and makes a table anew when as
/// many changes were taken over as it has rows. Codes written in place make bounds looser, never
/// tighter, and new rows come last whatever their norm; a new table is sorted by norm, longest
/// first, and its bounds are tight. It is made beside the one in use, in steps, and takes over
/// changes meanwhile as that one does. Readers of the old table finish with it.
///
/// Any thread may take the chunks; one at a time does the rest.
final class TableMaintenance {
  /// Below so many rows order gains nothing.
  private static final int SMALLEST_SORTED = 2 * CodeChunk.ROWS;

  private final Rows rows;
  private final RowJournal journal;
  private final RowCoder coder;
  private volatile CodeTable table;
  private @Nullable TableBuild build; // the table being made
  private long changesSinceBuild;
  private volatile long refreshedRows;
  private volatile long rebuiltTables;
  private volatile long rebuiltRows;

  TableMaintenance(Rows rows, CodeKernels kernels) {
    this.rows = rows;
    this.journal = rows.journal();
    this.coder = new RowCoder(rows.rank(), kernels);
    this.table = new CodeTable(RowCoder.quads(rows.rank()), 0);
  }

  CodeChunk[] chunks() {
    return table.chunks();
  }

  synchronized int refresh() {
    int drained = journal.drain(rows.size(), this::takeOver);
    changesSinceBuild += drained;
    refreshedRows = refreshedRows + drained;
    return drained;
  }

  private void takeOver(int slot) {
    if (!encode(slot)) {
      journal.mark(slot);
      return;
    }
    table.put(slot, coder);
    if (build != null && build.table().contains(slot)) {
      build.table().put(slot, coder);
    }
  }

  /// Makes the codes of a row, if it can be read.
  private boolean encode(int slot) {
    for (int i = 0; i < Scoring.TRIES; i++) {
      int stamp = journal.stamp(slot);
      rows.copyVector(slot, coder.vector());
      float bias = rows.bias(slot);
      if (journal.isStill(slot, stamp)) {
        coder.encode(bias);
        return true;
      }
    }
    return false;
  }

  synchronized int upkeep(int rowBudget) {
    if (build == null) {
      if (table.size() < SMALLEST_SORTED || changesSinceBuild < table.size()) {
        return 0;
      }
      build = new TableBuild(rows, table);
      changesSinceBuild = 0;
    }
    int handled = build.step(rowBudget, this::rebuild);
    rebuiltRows = rebuiltRows + handled;
    if (build.isComplete()) {
      table = build.table();
      build = null;
      rebuiltTables = rebuiltTables + 1;
    }
    return handled;
  }

  private void rebuild(CodeTable target, int slot) {
    if (!encode(slot)) {
      coder.encodeUnknown();
    }
    target.put(slot, coder);
  }

  IndexUpkeep done(long tornRows) {
    CodeTable current = table;
    return new IndexUpkeep(
        current.size(),
        refreshedRows,
        rebuiltTables,
        rebuiltRows,
        skippableShare(current.chunks()),
        tornRows);
  }

  private static double skippableShare(CodeChunk[] chunks) {
    float longest = 0;
    for (CodeChunk chunk : chunks) {
      longest = Math.max(longest, chunk.norm());
    }
    int skippable = 0;
    for (CodeChunk chunk : chunks) {
      skippable += chunk.norm() < longest / 2 ? 1 : 0;
    }
    return chunks.length == 0 ? 0 : (double) skippable / chunks.length;
  }
}
