package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// A row that is marked already changes again while it is drained.
@JCStressTest
@Outcome(id = "2, false", expect = Expect.ACCEPTABLE, desc = "taken over")
@Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "taken over, looked at once more")
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "changed afterwards: still pending")
@Outcome(id = "-1, true", expect = Expect.ACCEPTABLE, desc = "being written: marked again")
@Outcome(expect = Expect.FORBIDDEN, desc = "a change got lost")
@State
public class ChangeWhileDrained {
  private static final int SLOT = 5;

  private final SmallJournal small = new SmallJournal();
  private int taken;

  public ChangeWhileDrained() {
    small.change(SLOT, 1);
  }

  @Actor
  public void write() {
    small.change(SLOT, 2);
  }

  @Actor
  public void drain() {
    small.journal.drain(SmallJournal.SIZE, this::takeOver);
  }

  private void takeOver(int slot) {
    taken = small.read(slot);
    if (taken < 0) {
      small.journal.mark(slot);
    }
  }

  @Arbiter
  public void look(IZ_Result result) {
    result.r1 = taken;
    result.r2 = small.isPending(SLOT, SmallJournal.SIZE);
  }
}
