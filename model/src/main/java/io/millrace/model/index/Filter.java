package io.millrace.model.index;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What may be in an answer: the slots for which everything that was said here holds. Made for one
/// request; belongs to one thread.
///
/// ```
/// new Filter().without(hidden).inAny(List.of(films, series)).without(7)
/// ```
public final class Filter {
  private final List<SlotSet> all = new ArrayList<>();
  private final List<List<SlotSet>> any = new ArrayList<>();
  private final List<SlotSet> none = new ArrayList<>();
  private final IntOpenHashSet excluded = new IntOpenHashSet();
  private final List<IntPredicate> rejections = new ArrayList<>();
  private @Nullable IntOpenHashSet allowed; // null: all

  /// A filter that lets everything pass.
  public Filter() {}

  /// A copy, to say more of.
  Filter(Filter source) {
    all.addAll(source.all);
    any.addAll(source.any);
    none.addAll(source.none);
    excluded.addAll(source.excluded);
    rejections.addAll(source.rejections);
    allowed = source.allowed; // replaced, never changed
  }

  /// Only slots of this set. Several such sets: only slots of all of them.
  public Filter in(SlotSet set) {
    all.add(set);
    return this;
  }

  /// Only slots of at least one of these sets.
  public Filter inAny(List<SlotSet> sets) {
    any.add(List.copyOf(sets));
    return this;
  }

  /// No slot of this set.
  public Filter without(SlotSet set) {
    none.add(set);
    return this;
  }

  /// Not this slot.
  public Filter without(int slot) {
    excluded.add(slot);
    return this;
  }

  /// Only these slots; said twice, only those said both times.
  public Filter only(int[] slots) {
    var set = new IntOpenHashSet(slots);
    if (allowed != null) {
      set.retainAll(allowed);
    }
    allowed = set;
    return this;
  }

  /// No slot that is rejected. Asked last, and only of those that would be in the answer.
  public Filter unless(IntPredicate rejection) {
    rejections.add(rejection);
    return this;
  }

  /// Whether everything but [#unless] holds.
  boolean passes(int slot) {
    if (!excluded.isEmpty() && excluded.contains(slot)) {
      return false;
    }
    if (allowed != null && !allowed.contains(slot)) {
      return false;
    }
    if (!hasSets()) {
      return true;
    }
    return (word(slot / Long.SIZE) & 1L << slot) != 0;
  }

  /// Whether [#unless] rejects a slot.
  boolean rejects(int slot) {
    for (int i = 0; i < rejections.size(); i++) {
      if (rejections.get(i).test(slot)) {
        return true;
      }
    }
    return false;
  }

  /// What the sets say of the 64 slots from `64 index` on.
  private long word(int index) {
    long word = -1;
    for (int i = 0; i < all.size(); i++) {
      word &= all.get(i).word(index);
    }
    for (int i = 0; i < any.size(); i++) {
      long union = 0;
      for (SlotSet set : any.get(i)) {
        union |= set.word(index);
      }
      word &= union;
    }
    for (int i = 0; i < none.size(); i++) {
      word &= ~none.get(i).word(index);
    }
    return word;
  }

  /// The slots below `size` that pass, ascending, if they are few and can be listed without asking
  /// each slot; otherwise null.
  int @Nullable [] listed(int size, int limit) {
    if (allowed != null && allowed.size() <= limit) {
      int[] few =
          allowed.intStream().filter(slot -> slot >= 0 && slot < size && passes(slot)).toArray();
      Arrays.sort(few);
      return few;
    }
    return hasSets() && isAtMost(size, limit) ? listedBySets(size) : null;
  }

  private boolean hasSets() {
    return !(all.isEmpty() && any.isEmpty() && none.isEmpty());
  }

  /// Whether the sets let at most so many slots below `size` pass.
  private boolean isAtMost(int size, int limit) {
    int count = 0;
    for (int first = 0; first < size && count <= limit; first += Long.SIZE) {
      count += Long.bitCount(word(first / Long.SIZE));
    }
    return count <= limit;
  }

  private int[] listedBySets(int size) {
    var few = new IntArrayList();
    for (int first = 0; first < size; first += Long.SIZE) {
      for (long bits = word(first / Long.SIZE); bits != 0; bits &= bits - 1) {
        int slot = first + Long.numberOfTrailingZeros(bits);
        if (slot < size && passes(slot)) {
          few.add(slot);
        }
      }
    }
    return few.toIntArray();
  }
}
