package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A row that has become the best one is taken over while someone asks for the best one.
@JCStressTest
@Outcome(id = "8", expect = Expect.ACCEPTABLE, desc = "found, pending or taken over")
@Outcome(expect = Expect.FORBIDDEN, desc = "left out, though it was the best one all the time")
@State
public class FoundWhileTakenOver {
  private final TinyRows rows = new TinyRows(2);
  private final CodeIndex index = rows.index();
  private final int raised;

  public FoundWhileTakenOver() {
    rows.add(5);
    raised = rows.add(1);
    index.refresh();
    rows.set(raised, 8);
  }

  @Actor
  public void maintain() {
    index.refresh();
  }

  @Actor
  public void ask(I_Result result) {
    result.r1 = TinyRows.valueIn(index, raised, 1);
  }
}
