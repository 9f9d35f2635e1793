package io.millrace.model.learner;

import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import java.util.Arrays;

/// The items that events are learned against: K distinct ones, some of which are drawn anew for
/// each event.
///
/// A draw is uniform over the n known items with probability `u`, else one of the last W consumed
/// items. So item j is drawn with `p_j = u / n + (1 - u) count_j / W`, and is among K draws with
/// `pi_j = 1 - exp(-K p_j)`. Scores are corrected by `log pi_j` (Bengio and Senécal 2008; Yi and
/// others 2019), so that popular items, which are drawn often, do not appear worse than they are.
///
/// Pool and window are aids of sampling, not part of the model: they are not stored. A new pool
/// takes the window from the counters of the items.
final class NegativePool {
  /// Steps of this size (the golden ratio, as 64 bits of fraction) spread points evenly over the
  /// unit interval (Weyl 1916), so that one random number an event is enough.
  private static final long STEP = 0x9e3779b97f4a7c15L;

  /// In place of a count: the slot was let go.
  private static final int GONE = -1;

  private final ItemMatrix matrix;
  private final int uniformDraws;
  private final float uniformShare;
  private final int[] slots; // (K) the pool
  private final float[] corrections; // (K) b_j - log pi_j
  private final int[] drawn; // items that are offered to it for one event
  private float expectedUniform;
  private float expectedPerCount;
  private int size;
  private int cursor; // entry that is drawn anew next
  private int fillFrom; // items at places below it were offered while the pool was filling
  private final int[] window; // (W) slots of consumed items
  private int windowSize;
  private int windowNext;
  private int[] windowCounts = new int[1024]; // by slot
  private final int absent; // K: stands for an entry where an item is not in the pool
  private int[] entryOf = new int[1024]; // by slot: entry of the pool, or absent

  NegativePool(ItemMatrix matrix, LearnerSettings settings) {
    this.matrix = matrix;
    // At least one draw is uniform, or an item that nobody consumed of late would never come back.
    this.uniformDraws = Math.max(1, Math.round(settings.refreshed() * settings.uniformShare()));
    this.uniformShare =
        settings.refreshed() == 0
            ? settings.uniformShare()
            : (float) uniformDraws / settings.refreshed();
    this.drawn = new int[settings.refreshed()];
    this.slots = new int[settings.negatives()];
    this.corrections = new float[settings.negatives()];
    this.window = new int[settings.recentWindow()];
    this.absent = settings.negatives();
    Arrays.fill(entryOf, absent);
    fillWindow();
    expect(matrix.size());
  }

  /// As many of each item as its share of all events, evenly mixed.
  private void fillWindow() {
    int known = matrix.slots();
    ensure(known - 1);
    long events = 0;
    int last = 0;
    for (int slot = 0; slot < known; slot++) {
      events += count(slot);
      last = count(slot) > 0 ? slot : last;
    }
    int filled = (int) Math.min(window.length, events);
    if (filled == 0) {
      return;
    }
    int stride = coprimeNear(filled);
    double perPlace = (double) events / filled;
    double passed = -perPlace / 2;
    int place = 0;
    for (int slot = 0; slot < known; slot++) {
      for (passed += count(slot); passed > 0 && windowSize < filled; passed -= perPlace) {
        window[place] = slot;
        windowCounts[slot]++;
        windowSize++;
        place = (int) (((long) place + stride) % filled);
      }
    }
    for (; windowSize < filled; windowSize++) { // what rounding left over
      window[place] = last;
      windowCounts[last]++;
      place = (int) (((long) place + stride) % filled);
    }
    windowNext = filled % window.length;
  }

  private long count(int slot) {
    return matrix.blockOf(slot).counts()[slot % ItemBlock.ROWS];
  }

  /// A step that visits every place of a ring once and leaves neighbours far apart.
  private static int coprimeNear(int length) {
    int stride = Math.max(1, (int) (length * 0.618));
    while (gcd(stride, length) != 1) {
      stride++;
    }
    return stride;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  int size() {
    return size;
  }

  /// Writes the items of all entries to an array (at least the size).
  void writeSlots(int[] target) {
    System.arraycopy(slots, 0, target, 0, size);
  }

  /// Whether an item is in the pool.
  boolean contains(int slot) {
    return slot < entryOf.length && entryOf[slot] != absent;
  }

  /// Leaves an item and those that a user consumed out of the rivals of an event: their corrections
  /// become minus infinity. What is not in the pool is written beyond it, since a branch would be
  /// mispredicted every few items.
  ///
  /// @param slot known when the pool was last refreshed, as those that the user consumed
  /// @param corrections (at least K + 1) of the entries; the one at K is overwritten
  void exclude(int slot, UserState user, float[] corrections) {
    int[] entries = entryOf;
    corrections[entries[slot]] = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < user.consumedCount(); i++) {
      corrections[entries[user.consumed(i)]] = Float.NEGATIVE_INFINITY;
    }
  }

  /// What is added to the inner products of the entries before the softmax: `b_j - log pi_j`, as of
  /// when the entry was drawn or its bias moved here. What other tasks did to its bias since then
  /// is not in it yet; every entry has its turn within a few events.
  ///
  /// @param target (at least the size), written
  void writeCorrections(float[] target) {
    System.arraycopy(corrections, 0, target, 0, size);
  }

  /// Remembers an item as consumed of late.
  void consumed(int slot) {
    ensure(slot);
    if (windowSize == window.length) {
      windowCounts[window[windowNext]]--;
    } else {
      windowSize++;
    }
    window[windowNext] = slot;
    windowNext = windowNext + 1 == window.length ? 0 : windowNext + 1;
    windowCounts[slot]++;
    expect(matrix.size());
  }

  /// Draws entries anew, the oldest first, and makes up for how likely items are to be drawn now.
  /// An item that is drawn while it is in the pool leaves the entry as it is, with its `log pi`
  /// brought up to date.
  ///
  /// @param random 64 random bits
  void refresh(long random) {
    int known = matrix.size();
    ensure(matrix.slots() - 1);
    expect(known);
    fill(known);
    if (size < slots.length) {
      correct(0, size); // a small pool holds every known item
      return;
    }
    draw(random, known);
    offerDrawn();
    // By themselves: no entry waits for another.
    int first = cursor - drawn.length;
    if (first < 0) {
      correct(first + size, size);
      first = 0;
    }
    correct(first, cursor);
  }

  private void draw(long random, int known) {
    long point = random;
    int[] order = matrix.order(); // once: reading it orders memory
    int newest = 0;
    int uniform = windowSize == 0 ? drawn.length : uniformDraws;
    for (int i = 0; i < uniform; i++) {
      point += STEP;
      int slot = order[below(point, known)];
      drawn[i] = slot;
      newest = Math.max(newest, slot);
    }
    ensure(newest); // items come meanwhile
    for (int i = uniform; i < drawn.length; i++) {
      point += STEP;
      drawn[i] = window[below(point, windowSize)];
    }
  }

  private static int below(long point, int bound) {
    return (int) (((point >>> 32) * bound) >>> 32);
  }

  private void fill(int known) {
    while (size < slots.length && fillFrom < known) {
      int slot = matrix.slotAt(fillFrom++);
      ensure(slot); // items come meanwhile
      if (entryOf[slot] == absent) {
        slots[size] = slot;
        entryOf[slot] = size;
        correct(size++);
      }
    }
  }

  /// Takes slots that were let go out of pool and window. What is left of a full pool is filled up
  /// again at the next [#refresh].
  void forget(int[] gone) {
    boolean inWindow = false;
    for (int slot : gone) {
      if (slot < entryOf.length) {
        inWindow |= windowCounts[slot] > 0;
        windowCounts[slot] = windowCounts[slot] > 0 ? GONE : 0;
        removeEntry(slot);
      }
    }
    if (inWindow) {
      removeFromWindow();
    }
    for (int slot : gone) {
      if (slot < entryOf.length) {
        windowCounts[slot] = 0;
      }
    }
    expect(matrix.size());
  }

  private void removeEntry(int slot) {
    int entry = entryOf[slot];
    if (entry == absent) {
      return;
    }
    entryOf[slot] = absent;
    int last = --size;
    if (entry != last) {
      slots[entry] = slots[last];
      entryOf[slots[entry]] = entry;
      corrections[entry] = corrections[last];
    }
    cursor = size == 0 ? 0 : cursor % size;
    fillFrom = 0;
  }

  /// Moves what stays together, the oldest first.
  private void removeFromWindow() {
    int oldest = windowSize == window.length ? windowNext : 0;
    int[] kept = new int[windowSize];
    int count = 0;
    for (int i = 0; i < windowSize; i++) {
      int slot = window[(oldest + i) % windowSize];
      if (windowCounts[slot] != GONE) {
        kept[count++] = slot;
      }
    }
    System.arraycopy(kept, 0, window, 0, count);
    windowSize = count;
    windowNext = count == window.length ? 0 : count;
  }

  /// Written without a branch on what was drawn, which would be mispredicted half of the time.
  private void offerDrawn() {
    int[] entries = entryOf;
    int entry = cursor;
    for (int slot : drawn) {
      int present = slots[entry];
      int next = entries[slot] == absent ? slot : present;
      entries[present] = absent;
      slots[entry] = next;
      entries[next] = entry;
      entry = entry + 1 == size ? 0 : entry + 1;
    }
    cursor = entry;
  }

  /// Brings an entry's correction up to date.
  private void correct(int entry) {
    int slot = slots[entry];
    corrections[entry] = matrix.visible().bias(slot) - logInclusionOf(slot);
  }

  /// Brings the corrections of neighbouring entries up to date.
  private void correct(int from, int to) {
    float[][] biases = matrix.visible().biasBlocks(); // once: reading it orders memory
    int[] counts = windowCounts;
    float uniform = expectedUniform;
    float perCount = expectedPerCount;
    for (int entry = from; entry < to; entry++) {
      int slot = slots[entry];
      float bias = biases[slot >>> ItemBlock.BITS][slot & (ItemBlock.ROWS - 1)];
      corrections[entry] = bias - LogInclusion.of(uniform + perCount * counts[slot]);
    }
  }

  /// Brings an item's correction up to date, if it is in the pool, after its bias was moved.
  void biasMoved(int slot) {
    if (entryOf[slot] != absent) {
      correct(entryOf[slot]);
    }
  }

  /// The logarithm of the probability that an item is among K draws now.
  float logInclusionOf(int slot) {
    return LogInclusion.of(expectedUniform + expectedPerCount * windowCounts[slot]);
  }

  /// Of K draws, those that are expected to be a given item: so many because any item may be drawn,
  /// and so many for each time that it is in the window.
  private void expect(int known) {
    float window = windowSize == 0 ? 0 : slots.length * (1 - uniformShare);
    expectedUniform = (slots.length - window) / known;
    expectedPerCount = windowSize == 0 ? 0 : window / windowSize;
  }

  private void ensure(int slot) {
    int before = windowCounts.length;
    if (slot >= before) {
      int length = Math.max(slot + 1, before * 2);
      windowCounts = Arrays.copyOf(windowCounts, length);
      entryOf = Arrays.copyOf(entryOf, length);
      Arrays.fill(entryOf, before, length, absent);
    }
  }
}
