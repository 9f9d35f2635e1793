package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/// A set grows and loses a slot, while someone looks at others.
@JCStressTest
@Outcome(id = "true, 24", expect = Expect.ACCEPTABLE, desc = "before slot 3 was removed")
@Outcome(id = "true, 16", expect = Expect.ACCEPTABLE, desc = "after slot 3 was removed")
@Outcome(expect = Expect.FORBIDDEN, desc = "a slot that stayed was missing")
@State
public class SetWhileItGrows {
  private final SlotSet set = new SlotSet();

  public SetWhileItGrows() {
    set.add(3);
    set.add(4);
  }

  @Actor
  public void growAndRemove() {
    set.add(5000);
    set.remove(3);
  }

  @Actor
  public void look(ZJ_Result result) {
    result.r1 = set.contains(4);
    result.r2 = set.word(0);
  }
}
