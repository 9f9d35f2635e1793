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
  private static final int NONE = -1;

  /// Steps of this size (the golden ratio, as 64 bits of fraction) spread points evenly over the
  /// unit interval (Weyl 1916), so that one random number an event is enough.
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private final ItemMatrix matrix;
  private final int uniformDraws;
  private final int windowDraws;
  private final float uniformShare;
  private final int[] slots; // (K) the pool
  private final float[] logInclusions; // (K) log pi, as of when the entry was drawn
  private final boolean[] excluded; // (K) no rivals of the event at hand
  private int size;
  private int cursor; // entry that is drawn anew next
  private int firstUnpooled; // known slots below it were taken while the pool was filling
  private final int[] window; // (W) slots of consumed items
  private int windowSize;
  private int windowNext;
  private int[] windowCounts = new int[1024]; // by slot
  private int[] entryOf = new int[1024]; // by slot: entry of the pool, or NONE

  NegativePool(ItemMatrix matrix, LearnerSettings settings) {
    this.matrix = matrix;
    this.uniformShare = settings.uniformShare();
    this.uniformDraws = Math.round(settings.refreshed() * settings.uniformShare());
    this.windowDraws = settings.refreshed() - uniformDraws;
    this.slots = new int[settings.negatives()];
    this.logInclusions = new float[settings.negatives()];
    this.excluded = new boolean[settings.negatives()];
    this.window = new int[settings.recentWindow()];
    Arrays.fill(entryOf, NONE);
    fillWindow();
  }

  /// As many of each item as its share of all events, evenly mixed.
  private void fillWindow() {
    int known = matrix.size();
    long events = 0;
    for (int slot = 0; slot < known; slot++) {
      events += count(slot);
    }
    int filled = (int) Math.min(window.length, events);
    if (filled == 0) {
      return;
    }
    ensure(known - 1);
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
      window[place] = known - 1;
      windowCounts[known - 1]++;
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

  int slot(int entry) {
    return slots[entry];
  }

  /// `log pi` of an entry, as of when it was drawn.
  float logInclusion(int entry) {
    return logInclusions[entry];
  }

  /// Marks an item as no rival of the event at hand, or takes the mark back. Walking a user's list
  /// of consumed items is faster than asking for each entry whether the user consumed it.
  void setExcluded(int slot, boolean value) {
    int entry = slot < entryOf.length ? entryOf[slot] : NONE;
    if (entry != NONE) {
      excluded[entry] = value;
    }
  }

  boolean isExcluded(int entry) {
    return excluded[entry];
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
  }

  /// Draws entries anew, the oldest first. An item that is drawn while it is in the pool leaves the
  /// entry as it is, with its `log pi` brought up to date.
  ///
  /// @param random 64 random bits
  void refresh(long random) {
    int known = matrix.size();
    ensure(known - 1);
    fill(known);
    if (size < slots.length) {
      for (int entry = 0; entry < size; entry++) {
        logInclusions[entry] = logInclusionOf(slots[entry]); // a small pool holds every known item
      }
      return;
    }
    long point = random;
    for (int i = 0; i < uniformDraws; i++) {
      point += STEP;
      offer(below(point, known));
    }
    for (int i = 0; i < windowDraws; i++) {
      point += STEP;
      offer(windowSize == 0 ? below(point, known) : window[below(point, windowSize)]);
    }
  }

  private static int below(long point, int bound) {
    return (int) (((point >>> 32) * bound) >>> 32);
  }

  private void fill(int known) {
    while (size < slots.length && firstUnpooled < known) {
      put(size++, firstUnpooled++);
    }
  }

  private void offer(int slot) {
    if (entryOf[slot] == NONE) {
      entryOf[slots[cursor]] = NONE;
      put(cursor, slot);
    } else {
      logInclusions[cursor] = logInclusionOf(slots[cursor]);
    }
    cursor = cursor + 1 == size ? 0 : cursor + 1;
  }

  private void put(int entry, int slot) {
    slots[entry] = slot;
    entryOf[slot] = entry;
    logInclusions[entry] = logInclusionOf(slot);
  }

  /// The logarithm of the probability that an item is among K draws now.
  float logInclusionOf(int slot) {
    ensure(slot);
    float uniform = 1f / matrix.size();
    float p =
        windowSize == 0
            ? uniform
            : uniformShare * uniform + (1 - uniformShare) * windowCounts[slot] / windowSize;
    return LogInclusion.of(slots.length * p);
  }

  private void ensure(int slot) {
    int before = windowCounts.length;
    if (slot >= before) {
      int length = Math.max(slot + 1, before * 2);
      windowCounts = Arrays.copyOf(windowCounts, length);
      entryOf = Arrays.copyOf(entryOf, length);
      Arrays.fill(entryOf, before, length, NONE);
    }
  }
}
