package io.millrace.model.item;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.FF_Result;

/// A row's elements and bias change, while someone reads between stamp and question.
@JCStressTest
@Outcome(id = "0.0, 0.0", expect = Expect.ACCEPTABLE, desc = "the row as it was")
@Outcome(id = "1.0, 1.0", expect = Expect.ACCEPTABLE, desc = "the row after its change")
@Outcome(id = "-1.0, -1.0", expect = Expect.ACCEPTABLE, desc = "being written: turned down")
@Outcome(expect = Expect.FORBIDDEN, desc = "a torn row was taken for a whole one")
@State
public class TornRow {
  private final int slot = SharedRows.next();

  @Actor
  public void write() {
    SharedRows.commit(0, slot, 1);
  }

  @Actor
  public void read(FF_Result result) {
    RowJournal journal = SharedRows.matrix().journal();
    int stamp = journal.stamp(slot);
    float last = SharedRows.last(slot);
    float bias = SharedRows.matrix().visible().bias(slot);
    boolean whole = journal.isStill(slot, stamp);
    result.r1 = whole ? last : -1;
    result.r2 = whole ? bias : -1;
  }
}
