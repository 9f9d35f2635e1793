package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A row that is pending and the best one rises once more, while it is taken over; the one who took
/// it over then asks for the best one.
@JCStressTest
@Outcome(id = "6, 8", expect = Expect.ACCEPTABLE, desc = "with its old score, later its new one")
@Outcome(id = "8, 8", expect = Expect.ACCEPTABLE, desc = "with its new score at once")
@Outcome(
    id = "0, 8",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "left out, and counted, because it was being written whenever it was looked at")
@Outcome(expect = Expect.FORBIDDEN, desc = "left out uncounted, or the change got lost")
@State
public class RaisedWhileTakenOver {
  private final TinyRows rows = new TinyRows(2);
  private final CodeIndex index = rows.index();
  private final int raised;

  public RaisedWhileTakenOver() {
    rows.add(5);
    raised = rows.add(1);
    index.refresh();
    rows.set(raised, 6);
  }

  @Actor
  public void raise() {
    rows.set(raised, 8);
  }

  @Actor
  public void takeOverAndAsk(II_Result result) {
    index.refresh();
    int value = TinyRows.valueIn(index, raised, 1);
    result.r1 = value == 0 && index.done().tornRows() == 0 ? -2 : value;
  }

  @Arbiter
  public void askLater(II_Result result) {
    index.refresh();
    result.r2 = TinyRows.valueIn(index, raised, 1);
  }
}
