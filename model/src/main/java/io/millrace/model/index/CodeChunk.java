package io.millrace.model.index;

import io.millrace.model.vector.CodeBlocks;
import io.millrace.model.vector.CodeKernels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Codes of 1024 rows in eight groups, with what bounds them. One thread writes; any number read.
///
/// **Protocol.** The version of a group is odd while its codes are written, and larger afterwards.
/// A reader takes the versions of all groups, reads, and asks whether a group [#isStill] the same.
/// If it is not, what was read of it means nothing, and the reader looks at each of its rows in
/// floats: it neither waits nor tries again. Slack and norm only rise, before the codes that need
/// it.
final class CodeChunk {
  static final int GROUPS = 8;
  static final int ROWS = GROUPS * CodeKernels.GROUP;
  static final int EMPTY = -1;
  private static final VarHandle VERSION = MethodHandles.arrayElementVarHandle(int[].class);

  private final int quads;
  private final CodeBlocks blocks; // among those of other chunks
  private final int[] slots = new int[ROWS]; // by row, or EMPTY
  private final float[] vectorNorms = new float[ROWS];
  private final float[] slacks = new float[GROUPS];
  private final int[] versions = new int[GROUPS];
  private float norm; // of the longest row, bias included
  private int groups; // in use, from the first

  /// @param blocks of eight groups, all zero
  CodeChunk(int quads, CodeBlocks blocks) {
    this.quads = quads;
    this.blocks = blocks;
    Arrays.fill(slots, EMPTY);
  }

  /// Puts the row of a coder at a place.
  void write(int row, int slot, RowCoder coder) {
    int group = row / CodeKernels.GROUP;
    norm = Math.max(norm, coder.norm());
    VERSION.setOpaque(versions, group, versions[group] + 1);
    VarHandle.storeStoreFence();
    slacks[group] = Math.max(slacks[group], coder.slack());
    int[] column = coder.column();
    int[] codes = blocks.codes();
    int inGroup = row % CodeKernels.GROUP;
    int at = blocks.at(group, inGroup / CodeKernels.BLOCK) + inGroup % CodeKernels.BLOCK;
    for (int line = 0; line <= quads; line++) {
      codes[at + line * CodeKernels.BLOCK] = column[line];
    }
    vectorNorms[row] = coder.vectorNorm();
    slots[row] = slot;
    groups = Math.max(groups, group + 1);
    VERSION.setRelease(versions, group, versions[group] + 1);
  }

  /// Takes the versions of all groups.
  ///
  /// @param stamps (8), written
  void stamp(int[] stamps) {
    for (int group = 0; group < GROUPS; group++) {
      stamps[group] = (int) VERSION.getAcquire(versions, group);
    }
  }

  /// Whether what was read of a group since it had a version is whole.
  boolean isStill(int group, int stamp) {
    VarHandle.acquireFence();
    return (stamp & 1) == 0 && (int) VERSION.getOpaque(versions, group) == stamp;
  }

  CodeBlocks blocks() {
    return blocks;
  }

  float[] slacks() {
    return slacks;
  }

  float vectorNorm(int row) {
    return vectorNorms[row];
  }

  /// The slot of the item at a place, or [#EMPTY].
  int slot(int row) {
    return slots[row];
  }

  /// What no row's norm exceeds, bias included.
  float norm() {
    return norm;
  }

  int groups() {
    return groups;
  }
}
