package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The only slot is returned, and given to the next holder if no search is in the way, while a
/// search looks at what is there: first the vector, then the id.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nobody was alive")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "all of the former holder")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "all of the next one")
@Outcome(expect = Expect.FORBIDDEN, desc = "the vector of one under the id of the other")
@State
public class SlotGivenAgain {
  private final SlotReuse slots = new SlotReuse(1);
  private int id = 1;
  private int vector = 1;

  public SlotGivenAgain() {
    slots.alive().add(slots.take());
  }

  @Actor
  public void giveAgain() {
    slots.giveBack(0);
    if (slots.take() == 0) {
      id = 2;
      vector = 2;
      slots.alive().add(0);
    }
  }

  @Actor
  public void search(II_Result result) {
    int search = slots.beginSearch();
    if (slots.alive().contains(0)) {
      result.r1 = vector;
      result.r2 = id;
    }
    slots.endSearch(search);
  }
}
