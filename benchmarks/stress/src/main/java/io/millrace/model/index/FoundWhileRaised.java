package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/// A row that is among the best two rises, and is taken over, while someone asks for them. One
/// thread does both, since a test of three would not run on two cores.
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "with its old score")
@Outcome(id = "8, 0", expect = Expect.ACCEPTABLE, desc = "with its new score")
@Outcome(
    id = "0, [12]",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "left out and counted, pending or in the scan: it was being written whenever looked at")
@Outcome(expect = Expect.FORBIDDEN, desc = "left out uncounted, or with half a score")
@State
public class FoundWhileRaised {
  private final TinyRows rows = new TinyRows(3);
  private final CodeIndex index = rows.index();
  private final int raised;

  public FoundWhileRaised() {
    rows.add(5);
    rows.add(1);
    raised = rows.add(4);
    index.refresh();
  }

  @Actor
  public void raise() {
    rows.set(raised, 8);
    index.refresh();
  }

  @Actor
  public void ask(IJ_Result result) {
    result.r1 = TinyRows.valueIn(index, raised, 2);
    result.r2 = index.done().tornRows();
  }
}
