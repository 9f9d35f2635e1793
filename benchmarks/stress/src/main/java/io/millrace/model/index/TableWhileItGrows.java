package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// A table gets its first chunk, with a row in it, while someone reads the table.
@JCStressTest
@Outcome(id = "no chunk", expect = Expect.ACCEPTABLE, desc = "the table as it was")
@Outcome(id = "empty", expect = Expect.ACCEPTABLE, desc = "the chunk is there before its row")
@Outcome(id = "turned down", expect = Expect.ACCEPTABLE, desc = "the row is being written")
@Outcome(id = "after", expect = Expect.ACCEPTABLE, desc = "the row, bounded")
@Outcome(expect = Expect.FORBIDDEN, desc = "half of a chunk, or half of a row")
@State
public class TableWhileItGrows {
  private final CodeTable table = new CodeTable(TinyCodes.QUADS, 0);

  @Actor
  public void put() {
    table.put(7, TinyCodes.AFTER);
  }

  @Actor
  public void read(L_Result result) {
    CodeChunk[] chunks = table.chunks();
    if (chunks.length == 0) {
      result.r1 = "no chunk";
      return;
    }
    result.r1 = TinyCodes.read(chunks[0]);
    int slot = chunks[0].slot(0);
    boolean emptyOrWhole = slot == CodeChunk.EMPTY || slot == 7;
    if (!emptyOrWhole || chunks[0].slot(1) != CodeChunk.EMPTY) {
      result.r1 = "slots that nobody put";
    }
  }
}
