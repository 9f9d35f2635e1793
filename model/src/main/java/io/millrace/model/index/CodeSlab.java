package io.millrace.model.index;

import io.millrace.model.vector.AlignedArrays;
import io.millrace.model.vector.CodeBlocks;
import io.millrace.model.vector.CodeKernels;

/// Room for the codes of some chunks in one array, of up to 60 at rank 64: so large that blocks
/// begin at cache lines (see [AlignedArrays]) and loads walk far in one direction (see
/// [CodeBlocks]).
final class CodeSlab {
  private final int quads;
  private final int chunks;
  private final int chunkStride; // ints from a block of a chunk to that of the next one
  private final int[] codes;
  private int used; // chunks

  /// Room for some chunks, or as many as a large array holds if that is fewer.
  static CodeSlab of(int quads, int chunks) {
    int chunkInts = chunkInts(quads);
    int most = Math.max(1, (AlignedArrays.LARGE - AlignedArrays.FIRST) / chunkInts);
    return new CodeSlab(quads, Math.clamp(chunks, 1, most));
  }

  private CodeSlab(int quads, int chunks) {
    int chunkInts = chunkInts(quads);
    this.quads = quads;
    this.chunks = chunks;
    this.chunkStride = chunkInts / (CodeKernels.GROUP / CodeKernels.BLOCK);
    this.codes = new int[AlignedArrays.FIRST + chunks * chunkInts];
  }

  private static int chunkInts(int quads) {
    return CodeChunk.ROWS / CodeKernels.BLOCK * CodeKernels.blockInts(quads);
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
