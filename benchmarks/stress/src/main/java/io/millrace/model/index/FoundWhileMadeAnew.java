package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Someone adds the best row and asks for it, while a table that was made anew takes the place of
/// the old one. Slow: only tables of two chunks or more are made anew.
@JCStressTest
@Outcome(id = "8, 8", expect = Expect.ACCEPTABLE, desc = "found at once, and later")
@Outcome(expect = Expect.FORBIDDEN, desc = "a new row was lost, for a moment or for good")
@State
public class FoundWhileMadeAnew {
  private static final int ROWS = 2 * CodeChunk.ROWS;

  private final TinyRows rows = new TinyRows(ROWS + 1);
  private final CodeIndex index = rows.index();

  public FoundWhileMadeAnew() {
    for (int i = 0; i < ROWS; i++) {
      rows.add(1);
    }
    index.refresh();
    int left = ROWS;
    index.upkeep(ROWS); // counts
    index.upkeep(ROWS); // orders
    left -= index.upkeep(ROWS - 1); // puts all but one
    if (left != 1) {
      throw new IllegalStateException("rows left to put: " + left);
    }
  }

  @Actor
  public void maintain() {
    index.refresh();
    while (index.upkeep(1) > 0) {
      index.refresh();
    }
  }

  @Actor
  public void addAndAsk(II_Result result) {
    int slot = rows.add(8);
    result.r1 = TinyRows.valueIn(index, slot, 1);
  }

  @Arbiter
  public void askLater(II_Result result) {
    index.refresh();
    result.r2 = TinyRows.valueIn(index, ROWS, 1);
  }
}
