package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/// One slot is added and another, of the same word, removed at once.
@JCStressTest
@Outcome(id = "16, 1", expect = Expect.ACCEPTABLE, desc = "both changes are there")
@Outcome(expect = Expect.FORBIDDEN, desc = "one change wiped out the other")
@State
public class TwoChangesOfASet {
  private final SlotSet set = new SlotSet();

  public TwoChangesOfASet() {
    set.add(3);
  }

  @Actor
  public void add() {
    set.add(4);
  }

  @Actor
  public void remove() {
    set.remove(3);
  }

  @Arbiter
  public void look(JI_Result result) {
    result.r1 = set.word(0);
    result.r2 = set.size();
  }
}
