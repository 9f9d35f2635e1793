package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Two rows with marks in one word change at once.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both are pending")
@Outcome(expect = Expect.FORBIDDEN, desc = "one mark wiped out the other")
@State
public class TwoMarksOfAWord {
  private final SmallJournal small = new SmallJournal();

  @Actor
  public void changeOne() {
    small.change(3, 1);
  }

  @Actor
  public void changeAnother() {
    small.change(4, 1);
  }

  @Arbiter
  public void look(ZZ_Result result) {
    result.r1 = small.isPending(3, SmallJournal.SIZE);
    result.r2 = small.isPending(4, SmallJournal.SIZE);
  }
}
