package io.millrace.model.index;

import io.millrace.model.vector.AlignedArrays;
import io.millrace.model.vector.CodeBlocks;
import io.millrace.model.vector.CodeKernels;

/// Room for the codes of some chunks in one array. A large one, of 60 chunks at rank 64, has blocks
/// that begin at cache lines (see [AlignedArrays]) and loads that walk far in one direction (see
/// [CodeBlocks]).
final class CodeSlab {
  private final int quads;
  private final int chunks;
  private final int chunkStride; // ints from a block of a chunk to that of the next one
  private final int[] codes;
  private int used; // chunks

  private CodeSlab(int quads, int chunks, int length) {
    this.quads = quads;
    this.chunks = chunks;
    this.chunkStride = chunkInts(quads) / (CodeKernels.GROUP / CodeKernels.BLOCK);
    this.codes = new int[length];
  }

  static CodeSlab large(int quads) {
    int chunkInts = chunkInts(quads);
    int chunks = Math.max(1, (AlignedArrays.LARGE - AlignedArrays.FIRST) / chunkInts);
    int length = Math.max(AlignedArrays.LARGE, AlignedArrays.FIRST + chunkInts);
    return new CodeSlab(quads, chunks, length);
  }

  /// Room for one chunk.
  static CodeSlab small(int quads) {
    return new CodeSlab(quads, 1, AlignedArrays.FIRST + chunkInts(quads));
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
