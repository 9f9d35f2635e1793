package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Someone adds the best row and asks for it, while rows are taken over.
@JCStressTest
@Outcome(id = "8, 8", expect = Expect.ACCEPTABLE, desc = "found at once, and later")
@Outcome(expect = Expect.FORBIDDEN, desc = "a new row was lost, for a moment or for good")
@State
public class FoundWhenNew {
  private final TinyRows rows = new TinyRows(2);
  private final CodeIndex index = rows.index();

  public FoundWhenNew() {
    rows.add(5);
  }

  @Actor
  public void maintain() {
    index.refresh();
  }

  @Actor
  public void addAndAsk(II_Result result) {
    int slot = rows.add(8);
    result.r1 = TinyRows.valueIn(index, slot, 1);
  }

  @Arbiter
  public void askLater(II_Result result) {
    index.refresh();
    result.r2 = TinyRows.valueIn(index, 1, 1);
  }
}
