package io.millrace.model.item;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Item ids and the dense slots that stand for them in this process: 0, 1, 2 ... in order of
/// arrival, never reused. Any thread may read; additions are serialised.
final class ItemIds {
  static final int UNKNOWN = -1;

  private final ConcurrentHashMap<String, Integer> slots = new ConcurrentHashMap<>();
  private volatile String[] ids = new String[1024]; // by slot; entries below size are set
  private volatile int size;

  int size() {
    return size;
  }

  int slotOf(String id) {
    return slots.getOrDefault(id, UNKNOWN);
  }

  String idOf(int slot) {
    return ids[slot];
  }

  /// The slot that the next new id will get. Call under the caller's lock, before [#add].
  int next() {
    return size;
  }

  /// Makes a new id visible. Call under the caller's lock, once everything at its slot is ready.
  void add(String id) {
    int slot = size;
    String[] current = ids;
    if (slot == current.length) {
      current = Arrays.copyOf(current, current.length * 2);
    }
    current[slot] = id;
    ids = current;
    size = slot + 1;
    slots.put(id, slot);
  }
}
