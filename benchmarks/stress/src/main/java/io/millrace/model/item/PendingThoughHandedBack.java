package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Someone asks what is pending while a drainer, which cannot read a row, marks it again.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "pending all the time")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither pending nor taken over")
@State
public class PendingThoughHandedBack {
  private static final int SLOT = 5;

  private final SmallJournal small = new SmallJournal();

  public PendingThoughHandedBack() {
    small.change(SLOT, 1);
    small.change(SLOT + Long.SIZE, 1);
  }

  @Actor
  public void drain() {
    small.journal.drain(SmallJournal.SIZE, small.journal::mark);
  }

  @Actor
  public void ask(Z_Result result) {
    result.r1 = small.isPending(SLOT, SmallJournal.SIZE);
  }
}
