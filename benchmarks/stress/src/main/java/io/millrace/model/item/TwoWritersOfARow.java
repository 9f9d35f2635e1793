package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.FF_Result;

/// Two partitions change their parts of one row at once.
@JCStressTest
@Outcome(id = "3.0, 3.0", expect = Expect.ACCEPTABLE, desc = "the sum of both parts")
@Outcome(expect = Expect.FORBIDDEN, desc = "a writer summed up without the other's part")
@State
public class TwoWritersOfARow {
  private final int slot = SharedRows.next();

  @Actor
  public void writeOnePart() {
    SharedRows.commit(0, slot, 1);
  }

  @Actor
  public void writeTheOther() {
    SharedRows.commit(1, slot, 2);
  }

  @Arbiter
  public void read(FF_Result result) {
    result.r1 = SharedRows.last(slot);
    result.r2 = SharedRows.matrix().visible().bias(slot);
  }
}
