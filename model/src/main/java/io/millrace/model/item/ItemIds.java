package io.millrace.model.item;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Item ids and the slots that stand for them in this process. Any thread may read; changes are
/// serialised by the caller's lock.
///
/// A slot is *held* while an item has it. Once the item is let go it keeps the item's id, for
/// whoever found the slot before, until it is given to another item.
final class ItemIds {
  static final int UNKNOWN = -1;

  private static final VarHandle HELD = MethodHandles.arrayElementVarHandle(byte[].class);

  private final ConcurrentHashMap<String, Integer> slots = new ConcurrentHashMap<>();
  private final IntArrayList free = new IntArrayList();
  private volatile Table table = new Table(1024);
  private volatile int bound; // slots from 0 to below it have an id
  private volatile int size;

  /// What is known of each slot. Growth makes a longer copy under the lock of changes.
  private static final class Table {
    final String[] ids;
    final byte[] held; // 1 while an item has the slot
    final int[] generations; // of the item that has the slot
    final short[] owners; // partition whose task may let go of it
    final int[] order; // held slots in the order of arrival, but for those moved into gaps
    final int[] places; // in the order, by slot

    Table(int length) {
      this(
          new String[length],
          new byte[length],
          new int[length],
          new short[length],
          new int[length],
          new int[length]);
    }

    private Table(
        String[] ids, byte[] held, int[] generations, short[] owners, int[] order, int[] places) {
      this.ids = ids;
      this.held = held;
      this.generations = generations;
      this.owners = owners;
      this.order = order;
      this.places = places;
    }

    Table longer() {
      int length = ids.length * 2;
      return new Table(
          Arrays.copyOf(ids, length),
          Arrays.copyOf(held, length),
          Arrays.copyOf(generations, length),
          Arrays.copyOf(owners, length),
          Arrays.copyOf(order, length),
          Arrays.copyOf(places, length));
    }
  }

  /// Items that have a slot.
  int size() {
    return size;
  }

  /// Slots from 0 to below it are, or were, in use.
  int bound() {
    return bound;
  }

  int slotOf(String id) {
    return slots.getOrDefault(id, UNKNOWN);
  }

  /// The item that has a slot, or had it last.
  String idOf(int slot) {
    return table.ids[slot];
  }

  boolean isHeld(int slot) {
    byte[] held = table.held;
    return (byte) HELD.getAcquire(held, slot) != 0;
  }

  int generation(int slot) {
    return table.generations[slot];
  }

  void setGeneration(int slot, int generation) {
    table.generations[slot] = generation;
  }

  int owner(int slot) {
    return table.owners[slot];
  }

  /// A held slot by its place: places depend on which items came and went, not on their slots.
  ///
  /// @param place 0 to below the size. An item that is let go meanwhile may be told.
  int at(int place) {
    return table.order[place];
  }

  int[] order() {
    return table.order;
  }

  /// The slot that the next new id will get. Call under the caller's lock, before [#add].
  int next() {
    return free.isEmpty() ? bound : free.topInt();
  }

  /// Makes a new id visible. Call under the caller's lock, once everything at its slot is ready.
  ///
  /// @param slot as [#next] said
  void add(int slot, String id, int generation, int owner) {
    if (slot < bound) {
      free.popInt();
    } else if (slot == table.ids.length) {
      table = table.longer();
    }
    Table current = table;
    current.ids[slot] = id;
    current.generations[slot] = generation;
    current.owners[slot] = (short) owner;
    int place = size;
    current.order[place] = slot;
    current.places[slot] = place;
    HELD.setRelease(current.held, slot, (byte) 1);
    size = place + 1;
    bound = Math.max(bound, slot + 1);
    slots.put(id, slot);
  }

  /// Lets go of a held slot. Nobody gets it before [#free].
  void remove(int slot) {
    Table current = table;
    HELD.setRelease(current.held, slot, (byte) 0);
    slots.remove(current.ids[slot]);
    int lastPlace = size - 1;
    int last = current.order[lastPlace];
    current.order[current.places[slot]] = last;
    current.places[last] = current.places[slot];
    size = lastPlace;
  }

  /// Lets a slot that was let go be given to another item.
  void free(int slot) {
    free.add(slot);
  }
}
