package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Someone who knows of a new row asks what is pending, while a drainer that does not know of it
/// yet goes over its word of marks.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "pending all the time")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither pending nor taken over")
@State
public class PendingBeyondTheDrain {
  private static final int SLOT = 5;

  private final SmallJournal small = new SmallJournal();

  public PendingBeyondTheDrain() {
    small.change(SLOT, 1);
  }

  @Actor
  public void drain() {
    small.journal.drain(SLOT, slot -> {});
  }

  @Actor
  public void ask(Z_Result result) {
    result.r1 = small.isPending(SLOT, SLOT + 1);
  }
}
