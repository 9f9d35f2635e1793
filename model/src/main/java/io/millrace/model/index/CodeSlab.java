package io.millrace.model.index;

import io.millrace.model.vector.AlignedArrays;
import io.millrace.model.vector.CodeBlocks;
import io.millrace.model.vector.CodeKernels;

/// Room for the codes of some chunks, 60 of them at rank 64: one large array, so that blocks begin
/// at cache lines (see [AlignedArrays]) and loads walk far in one direction (see [CodeBlocks]).
final class CodeSlab {
  private final int quads;
  private final int chunks;
  private final int chunkStride; // ints from a block of a chunk to that of the next one
  private final int[] codes;
  private int used; // chunks

  CodeSlab(int quads) {
    this.quads = quads;
    this.chunkStride = CodeChunk.GROUPS * CodeKernels.blockInts(quads);
    int chunkInts = CodeKernels.GROUP / CodeKernels.BLOCK * chunkStride;
    this.chunks = Math.max(1, (AlignedArrays.LARGE - AlignedArrays.FIRST) / chunkInts);
    this.codes = new int[Math.max(AlignedArrays.LARGE, AlignedArrays.FIRST + chunkInts)];
  }

  boolean isUsedUp() {
    return used == chunks;
  }

  /// Room for the next chunk, all zero.
  CodeBlocks next() {
    int start = AlignedArrays.FIRST + used * chunkStride;
    used++;
    return new CodeBlocks(codes, start, chunks * chunkStride, quads);
  }
}
