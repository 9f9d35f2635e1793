package io.millrace.model.index;

/// A table of codes in the making, of the rows of another one by norm, the longest first. A
/// counting sort over the upper bits of the norms, so that no step takes longer than its budget:
/// rows are counted, ordered, and put, one stage after the other. Rows that get a place in the
/// other table meanwhile come last. Belongs to the maintaining thread.
final class TableBuild {
  /// Upper bits of a norm that order it: sign, exponent and 7 bits more, so 1 % apart.
  private static final int DROPPED_BITS = 16;

  private static final int KEYS = 1 << (Integer.SIZE - 1 - DROPPED_BITS);

  /// Counting and ordering a row takes about so many times less than putting it.
  private static final int CHEAPER = 16;

  /// Puts one row into a table.
  interface RowPutter {
    void put(CodeTable target, int slot);
  }

  private final Rows rows;
  private final CodeTable source;
  private final int sourceRows; // when this began
  private final CodeTable table;
  private final char[] keys; // by place in the source; the longest have the smallest
  private final int[] starts = new int[KEYS]; // of each key in order
  private final int[] order; // slots
  private int counted;
  private int ordered;
  private int put;

  TableBuild(Rows rows, CodeTable source) {
    this.rows = rows;
    this.source = source;
    this.sourceRows = source.size();
    this.table = new CodeTable(RowCoder.quads(rows.rank()), source.size());
    this.keys = new char[sourceRows];
    this.order = new int[sourceRows];
  }

  CodeTable table() {
    return table;
  }

  /// Whether each row of the other table, as it is now, has a place in this one.
  boolean isComplete() {
    return put == source.size();
  }

  /// @param rowBudget rows to put, at most
  /// @return rows handled, each as much work as putting one
  int step(int rowBudget, RowPutter putter) {
    if (counted < sourceRows) {
      int end = Math.min(sourceRows, counted + CHEAPER * Math.max(1, rowBudget));
      int handled = end - counted;
      for (; counted < end; counted++) {
        float norm = norm(counted);
        keys[counted] = (char) (KEYS - 1 - (Float.floatToRawIntBits(norm) >>> DROPPED_BITS));
        starts[keys[counted]]++;
      }
      if (counted == sourceRows) {
        accumulate();
      }
      return Math.ceilDiv(handled, CHEAPER);
    }
    if (ordered < sourceRows) {
      int end = Math.min(sourceRows, ordered + CHEAPER * Math.max(1, rowBudget));
      int handled = end - ordered;
      for (; ordered < end; ordered++) {
        order[starts[keys[ordered]]++] = chunkOf(ordered).slot(ordered % CodeChunk.ROWS);
      }
      return Math.ceilDiv(handled, CHEAPER);
    }
    int end = Math.min(source.size(), put + Math.max(1, rowBudget));
    int handled = end - put;
    for (; put < end; put++) {
      int slot = put < sourceRows ? order[put] : chunkOf(put).slot(put % CodeChunk.ROWS);
      putter.put(table, slot);
    }
    return handled;
  }

  private CodeChunk chunkOf(int place) {
    return source.chunks()[place / CodeChunk.ROWS];
  }

  /// About the norm of a row with its bias.
  private float norm(int place) {
    CodeChunk chunk = chunkOf(place);
    int row = place % CodeChunk.ROWS;
    double norm = Math.hypot(chunk.vectorNorm(row), rows.bias(chunk.slot(row)));
    return norm >= 0 ? (float) norm : Float.POSITIVE_INFINITY;
  }

  private void accumulate() {
    int sum = 0;
    for (int key = 0; key < KEYS; key++) {
      int count = starts[key];
      starts[key] = sum;
      sum += count;
    }
  }
}
