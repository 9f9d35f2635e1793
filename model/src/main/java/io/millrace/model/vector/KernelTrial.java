package io.millrace.model.vector;

import java.util.SplittableRandom;

/// The same scan by kernels and by their scalar reference, over made-up codes of 1024 rows: for
/// whoever wants to know whether the kernels are compiled. Until they are, they take a hundred
/// times as long as they should, and longer than the reference. Belongs to one thread.
public final class KernelTrial {
  private static final int GROUPS = 8;
  private static final int BLOCKS = CodeKernels.GROUP / CodeKernels.BLOCK;

  private final CodeKernels kernels;
  private final CodeKernels reference = new ScalarCodeKernels();
  private final CodeBlocks blocks;
  private final CodeQuery query;
  private final float[] slacks = new float[GROUPS];
  private final long[] survivors = new long[2];

  /// @param rank of the rows
  public KernelTrial(CodeKernels kernels, int rank) {
    this.kernels = kernels;
    int quads = Math.ceilDiv(rank, CodeKernels.QUAD);
    var random = new SplittableRandom(1);
    int stride = GROUPS * CodeKernels.blockInts(quads);
    int[] codes = random.ints((long) BLOCKS * stride).toArray();
    blocks = new CodeBlocks(codes, 0, stride, quads);
    for (int group = 0; group < GROUPS; group++) {
      for (int row = 0; row < CodeKernels.GROUP; row++) {
        int head = blocks.at(group, row / CodeKernels.BLOCK) + row % CodeKernels.BLOCK;
        codes[head] = Float.floatToRawIntBits(1);
      }
    }
    float[] elements = new float[CodeKernels.QUAD * quads];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    query = new CodeQuery(elements, 1, (float) Math.sqrt(elements.length));
  }

  /// Whether there is anything to compare: the kernels may be the reference.
  public boolean isComparison() {
    return !(kernels instanceof ScalarCodeKernels);
  }

  /// Scans all rows by the kernels.
  ///
  /// @return the group found: none
  public int scan() {
    return scan(kernels);
  }

  /// Scans all rows by the reference.
  ///
  /// @return the group found: none
  public int scanByReference() {
    return scan(reference);
  }

  private int scan(CodeKernels by) {
    return by.find(blocks, 0, GROUPS, query, slacks, Float.POSITIVE_INFINITY, survivors);
  }
}
