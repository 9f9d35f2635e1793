package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;

/// Codes of two rows, of which the second needs more slack and has the larger norm, and what was
/// read of them.
final class TinyCodes {
  static final int QUADS = 1;
  static final RowCoder BEFORE = coderOf(1, 0, 0, 0);
  static final RowCoder AFTER = coderOf(3, 1.3f, 2.9f, 0.7f);

  private TinyCodes() {}

  private static RowCoder coderOf(float... vector) {
    var coder = new RowCoder(vector.length, CodeKernels.best());
    System.arraycopy(vector, 0, coder.vector(), 0, vector.length);
    coder.encode(0);
    return coder;
  }

  /// What is at the first place of a chunk between stamp and question.
  static String read(CodeChunk chunk) {
    int[] stamps = new int[CodeChunk.GROUPS];
    chunk.stamp(stamps);
    int[] codes = chunk.blocks().codes();
    int head = codes[chunk.blocks().at(0, 0)];
    int quad = codes[chunk.blocks().at(0, 0) + CodeKernels.BLOCK];
    float slack = chunk.slacks()[0];
    float norm = chunk.norm();
    int slot = chunk.slot(0);
    if (!chunk.isStill(0, stamps[0])) {
      return "turned down";
    }
    if (head == 0 && quad == 0 && slot == CodeChunk.EMPTY) {
      return "empty";
    }
    if (is(BEFORE, head, quad)) {
      return bounds(BEFORE, slack, norm) ? "before" : "bounds too small";
    }
    if (is(AFTER, head, quad)) {
      return bounds(AFTER, slack, norm) ? "after" : "bounds too small";
    }
    return "torn";
  }

  private static boolean is(RowCoder coder, int head, int quad) {
    return coder.column()[0] == head && coder.column()[1] == quad;
  }

  private static boolean bounds(RowCoder coder, float slack, float norm) {
    return slack >= coder.slack() && norm >= coder.norm();
  }
}
