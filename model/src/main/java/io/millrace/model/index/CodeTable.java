package io.millrace.model.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where the codes of each slot lie: chunks in the order in which rows were put. One thread writes;
/// readers take the chunks that there are. Growth adds a chunk and moves none.
final class CodeTable {
  private static final int NOWHERE = -1;

  private final int quads;
  private final int expectedRows;
  private volatile CodeChunk[] chunks = {};
  private int[] places = new int[0]; // by slot; the writer's
  private int size; // places taken; the writer's
  private @Nullable CodeSlab slab; // the last one

  /// @param expectedRows for which there will be room without any to spare; beyond, room doubles as
  ///   it is needed, up to a large array at a time
  CodeTable(int quads, int expectedRows) {
    this.quads = quads;
    this.expectedRows = expectedRows;
  }

  CodeChunk[] chunks() {
    return chunks;
  }

  /// Rows that have a place. For the writer.
  int size() {
    return size;
  }

  boolean contains(int slot) {
    return slot < places.length && places[slot] != NOWHERE;
  }

  /// Puts the row of a coder at its slot's place, or at the next free one.
  void put(int slot, RowCoder coder) {
    if (!contains(slot)) {
      place(slot);
    }
    int place = places[slot];
    chunks[place / CodeChunk.ROWS].write(place % CodeChunk.ROWS, slot, coder);
  }

  private void place(int slot) {
    if (slot >= places.length) {
      int known = places.length;
      places = Arrays.copyOf(places, Math.max(Math.max(slot + 1, expectedRows), known + known / 8));
      Arrays.fill(places, known, places.length, NOWHERE);
    }
    CodeChunk[] current = chunks;
    if (size == current.length * CodeChunk.ROWS) {
      CodeChunk[] longer = Arrays.copyOf(current, current.length + 1);
      if (slab == null || slab.isUsedUp()) {
        int expected = Math.ceilDiv(expectedRows, CodeChunk.ROWS) - current.length;
        slab = CodeSlab.of(quads, expected > 0 ? expected : current.length);
      }
      longer[current.length] = new CodeChunk(quads, slab.next());
      chunks = longer;
    }
    places[slot] = size++;
  }
}
