package io.millrace.model.item;

import io.millrace.model.vector.Grid;
import io.millrace.model.vector.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The visible rows of one block, and the rows that they are sums of: a start row and one row of
/// each part that counts and has the block.
///
/// Writers of one row exclude each other by its version in the [RowJournal].
final class BlockSums {
  private final int rank;
  private final Kernels kernels;
  private final ItemBlock visible;
  private final RowSlabs.Room shownContexts;
  private final ItemBlock start;
  private final RowJournal.Span journal;
  private final int first; // slot of row 0
  private volatile Addends addends;

  /// What is added up, in order. Never changed, so that a change of a row stores no reference.
  private static final class Addends {
    final ItemBlock[] blocks;
    final float[][] vectors; // of the blocks
    final int[] vectorStarts;
    final float[][] contexts; // of those blocks that have any
    final int[] contextStarts;

    Addends(List<ItemBlock> blocks) {
      this.blocks = blocks.toArray(ItemBlock[]::new);
      this.vectors = blocks.stream().map(ItemBlock::vectors).toArray(float[][]::new);
      this.vectorStarts = blocks.stream().mapToInt(block -> block.vectorStart).toArray();
      List<RowSlabs.Room> rooms =
          blocks.stream().map(ItemBlock::contexts).filter(Objects::nonNull).toList();
      this.contexts = rooms.stream().map(RowSlabs.Room::array).toArray(float[][]::new);
      this.contextStarts = rooms.stream().mapToInt(RowSlabs.Room::start).toArray();
    }
  }

  /// @param journal with the versions of the visible rows
  /// @param first slot of the block's row 0
  BlockSums(
      int rank,
      Kernels kernels,
      ItemBlock visible,
      ItemBlock start,
      RowJournal.Span journal,
      int first) {
    this.journal = journal;
    this.first = first;
    this.rank = rank;
    this.kernels = kernels;
    this.visible = visible;
    this.shownContexts = visible.ensureContexts();
    this.start = start;
    this.addends = new Addends(List.of(start));
  }

  ItemBlock visible() {
    return visible;
  }

  /// Adds up these blocks of parts from now on. The caller recomputes what that changes.
  void connect(List<ItemBlock> parts) {
    List<ItemBlock> blocks = new ArrayList<>(parts.size() + 1);
    blocks.add(start);
    blocks.addAll(parts);
    addends = new Addends(blocks);
  }

  /// Adds to a row of a part's block and shows the sum.
  ///
  /// @param direction (rank), times `scale`
  void add(ItemBlock part, int row, float scale, float[] direction, float bias, float accumulator) {
    lock(row);
    try {
      Addends all = addends;
      part.biases[row] += bias;
      addVector(all, part, row, scale, direction, accumulator);
      sumScalars(all, row);
    } finally {
      unlock(row);
    }
  }

  /// Adds to a row and a context row of a part's block and shows the sums.
  ///
  /// @param contexts of the part's block
  /// @param direction (rank), times `contextScale` and `scale`
  /// @param accumulator added to those of both vectors
  void addWithContext(
      ItemBlock part,
      RowSlabs.Room contexts,
      int row,
      float contextScale,
      float scale,
      float[] direction,
      float accumulator) {
    lock(row);
    try {
      Addends all = addends;
      addAndSum(
          all.contexts,
          all.contextStarts,
          contexts.array(),
          contexts.start(),
          row,
          contextScale,
          direction,
          shownContexts.array(),
          shownContexts.start());
      part.contextAccumulators[row] += accumulator;
      sumContextAccumulators(all, row);
      addVector(all, part, row, scale, direction, accumulator);
      sumScalars(all, row);
    } finally {
      unlock(row);
    }
  }

  private void addVector(
      Addends all, ItemBlock part, int row, float scale, float[] direction, float accumulator) {
    addAndSum(
        all.vectors,
        all.vectorStarts,
        part.vectors,
        part.vectorStart,
        row,
        scale,
        direction,
        visible.vectors,
        visible.vectorStart);
    part.accumulators[row] += accumulator;
  }

  /// Adds to a part's row, and to the visible row if the part is among what it is the sum of.
  @SuppressWarnings("ReferenceEquality") // the very array is looked for
  private void addAndSum(
      float[][] rows,
      int[] starts,
      float[] own,
      int ownStart,
      int row,
      float scale,
      float[] direction,
      float[] target,
      int targetStart) {
    int offset = row * rank;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] == own && starts[i] == ownStart) {
        if (!kernels.addOnGrid(
            scale, direction, rank, own, ownStart + offset, target, targetStart + offset)) {
          Grid.add(scale, direction, rank, own, ownStart + offset);
          Grid.sum(rows, starts, offset, rank, target, targetStart + offset);
        }
        return;
      }
    }
    Grid.add(scale, direction, rank, own, ownStart + offset);
  }

  /// Counts an event in a part's block and shows the sum.
  void count(ItemBlock part, int row, long timeMillis, long trendHalfLifeMillis) {
    lock(row);
    try {
      part.counts[row]++;
      part.trends[row] = Trend.add(part.trends[row], timeMillis, trendHalfLifeMillis);
      sumCounts(addends, row);
    } finally {
      unlock(row);
    }
  }

  /// Takes one event from the count in a part's block and shows the sum. The event may be in
  /// another part's count, as where its user was merged into one of this part: then this one goes
  /// below 0.
  void uncount(ItemBlock part, int row) {
    lock(row);
    try {
      part.counts[row]--;
      sumCounts(addends, row);
    } finally {
      unlock(row);
    }
  }

  /// Replaces a row of a part's block and shows the sum, if the part counts. If it does not, as
  /// what is committed of a partition that is learned here, nothing changes for readers or an
  /// index.
  void set(ItemBlock part, int row, PartRow source) {
    boolean counts = lockAndMarkIfCounting(part, row);
    try {
      Grid.copy(source.vector(), part.vectors, part.vectorAt(row), rank);
      part.biases[row] = source.bias();
      part.accumulators[row] = source.accumulator();
      part.counts[row] = source.count();
      part.trends[row] = source.trend();
      if (counts) {
        sumParameters(row);
      }
    } finally {
      unlock(row);
    }
  }

  /// Replaces a context row of a part's block and shows the sum, if the part counts.
  void setContext(ItemBlock part, RowSlabs.Room contexts, int row, ContextRow source) {
    boolean counts = lockAndMarkIfCounting(part, row);
    try {
      Grid.copy(source.vector(), contexts.array(), contexts.start() + row * rank, rank);
      part.contextAccumulators[row] = source.accumulator();
      if (counts) {
        sumContexts(row);
      }
    } finally {
      unlock(row);
    }
  }

  /// Empties a row of a part's block and shows the sum.
  void clear(ItemBlock part, int row) {
    lock(row);
    try {
      part.clearRow(row);
      sumParameters(row);
    } finally {
      unlock(row);
    }
  }

  /// Empties a context row of a part's block and shows the sum.
  void clearContext(ItemBlock part, int row) {
    lock(row);
    try {
      part.clearContext(row);
      sumContexts(row);
    } finally {
      unlock(row);
    }
  }

  /// Empties a row of the start and of these blocks of parts, and shows nothing there.
  void clearAll(List<ItemBlock> parts, int row) {
    lock(row);
    try {
      int at = start.vectorAt(row);
      Arrays.fill(start.vectors, at, at + rank, 0);
      for (ItemBlock part : parts) {
        part.clearRow(row);
        part.clearContext(row);
      }
      sumParameters(row);
      sumContexts(row);
    } finally {
      unlock(row);
    }
  }

  /// Shows a row of the start, to which no part has anything to add yet.
  void show(int row) {
    lock(row);
    try {
      System.arraycopy(
          start.vectors, start.vectorAt(row), visible.vectors, visible.vectorAt(row), rank);
      Addends all = addends;
      sumScalars(all, row);
      sumCounts(all, row);
      sumContextAccumulators(all, row);
    } finally {
      unlock(row);
    }
  }

  /// Shows the sums of a row anew.
  void recompute(int row) {
    lock(row);
    try {
      sumParameters(row);
      sumContexts(row);
    } finally {
      unlock(row);
    }
  }

  private void sumParameters(int row) {
    Addends all = addends;
    Grid.sum(
        all.vectors, all.vectorStarts, row * rank, rank, visible.vectors, visible.vectorAt(row));
    sumScalars(all, row);
    sumCounts(all, row);
  }

  private void sumContexts(int row) {
    Addends all = addends;
    int at = shownContexts.start() + row * rank;
    Grid.sum(all.contexts, all.contextStarts, row * rank, rank, shownContexts.array(), at);
    sumContextAccumulators(all, row);
  }

  private void sumScalars(Addends all, int row) {
    float bias = 0;
    float accumulator = 0;
    for (ItemBlock block : all.blocks) {
      bias += block.biases[row];
      accumulator += block.accumulators[row];
    }
    visible.biases[row] = bias;
    visible.accumulators[row] = accumulator;
  }

  private void sumContextAccumulators(Addends all, int row) {
    float accumulator = 0;
    for (ItemBlock block : all.blocks) {
      accumulator += block.contextAccumulators[row];
    }
    visible.contextAccumulators[row] = accumulator;
  }

  private void sumCounts(Addends all, int row) {
    long count = 0;
    double trend = Trend.NONE;
    for (ItemBlock block : all.blocks) {
      count += block.counts[row];
      trend = Trend.merge(trend, block.trends[row]);
    }
    visible.counts[row] = Math.max(0, count);
    visible.trends[row] = trend;
  }

  /// What is read afterwards is as of when the last writer ended, [#addends] too.
  private void lock(int row) {
    journal.begin(first + row);
  }

  /// Whoever lets a part count recomputes its rows, under the same lock.
  ///
  /// @return whether the part is among those that are added up
  @SuppressWarnings("ReferenceEquality") // the very block is looked for
  private boolean lockAndMarkIfCounting(ItemBlock part, int row) {
    journal.beginUnmarked(first + row);
    for (ItemBlock block : addends.blocks) {
      if (block == part) {
        journal.markBegun(first + row);
        return true;
      }
    }
    return false;
  }

  private void unlock(int row) {
    journal.end(first + row);
  }
}
