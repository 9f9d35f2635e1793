package io.millrace.model.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// Codes are written anew, while someone reads them with their bounds.
@JCStressTest
@Outcome(id = "before", expect = Expect.ACCEPTABLE, desc = "the codes as they were, bounded")
@Outcome(id = "after", expect = Expect.ACCEPTABLE, desc = "the codes after the change, bounded")
@Outcome(id = "turned down", expect = Expect.ACCEPTABLE, desc = "being written")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn codes, or bounds of other codes")
@State
public class CodesWhileWritten {
  private final CodeChunk chunk =
      new CodeChunk(TinyCodes.QUADS, CodeSlab.of(TinyCodes.QUADS, 1).next());

  public CodesWhileWritten() {
    chunk.write(0, 7, TinyCodes.BEFORE);
  }

  @Actor
  public void write() {
    chunk.write(0, 7, TinyCodes.AFTER);
  }

  @Actor
  public void read(L_Result result) {
    result.r1 = TinyCodes.read(chunk);
  }
}
