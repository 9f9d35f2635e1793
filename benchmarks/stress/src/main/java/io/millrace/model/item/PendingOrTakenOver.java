package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// Someone asks what is pending while a row, changed before, is taken over.
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "pending, not taken over yet")
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "pending, and just taken over")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "taken over")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither pending nor taken over")
@State
public class PendingOrTakenOver {
  private static final int SLOT = 5;

  private final SmallJournal small = new SmallJournal();
  private final int[] taken = new int[SmallJournal.SIZE]; // as plain as the codes of a table

  public PendingOrTakenOver() {
    small.change(SLOT, 1);
    small.change(SLOT + Long.SIZE, 1);
  }

  @Actor
  public void drain() {
    small.journal.drain(SmallJournal.SIZE, slot -> taken[slot] = small.read(slot));
  }

  @Actor
  public void ask(ZI_Result result) {
    result.r1 = small.isPending(SLOT, SmallJournal.SIZE);
    result.r2 = taken[SLOT];
  }
}
