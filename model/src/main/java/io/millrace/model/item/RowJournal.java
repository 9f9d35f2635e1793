package io.millrace.model.item;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Versions of the rows of a table, by which readers without a lock tell whole rows from torn ones,
/// and marks of the rows that changed since an index last took them over.
///
/// **Writers** of a row exclude each other: each calls [#begin], which makes the version odd,
/// changes the row within less than a microsecond, and calls [#end]. That costs an atomic
/// operation; setting a mark costs another, but only once until the row is drained.
///
/// **Readers** of a row take a [#stamp], read, and ask whether it [#isStill] the same: if it is,
/// and was even, what they read is the row as it was at the time of the stamp. They never wait.
///
/// **One drainer** at a time takes over what changed, by [#drain]. At every moment each row whose
/// last change has ended is either taken over or among the [#pending], the word of marks that is
/// being drained included:
/// - Of each word of marks a bit says whether it is worth a look. Writers set it after the mark,
///   and the drainer clears it before the marks: so a mark that is set has it, but while its writer
///   is about to set it, before the row changes.
/// - A writer makes the version odd before it looks for its mark; the drainer clears a mark before
///   it looks at the version. So either the writer finds the mark cleared and sets it, or the
///   drainer finds the row being written and marks it again, or it reads the change. A fence keeps
///   the drainer's two steps in order, since versions are read with less than volatile strength.
/// - The drainer announces a word of marks before it clears it, and announces the next one after it
///   has taken over the rows of the first. A reader looks at the marks first and at the
///   announcement last. If it finds a mark cleared, it therefore finds the announcement, or the row
///   taken over, or handed back.
/// - The drainer counts a row that it hands back after it has marked it again, and before it
///   announces the next word. A reader that finds another count than before it looked at the marks
///   may have looked while such a mark was cleared, and looks again.
public final class RowJournal {
  private static final int BITS = 12;
  private static final int SPAN = 1 << BITS;
  private static final int NOTHING = -1;
  private static final int MAX_SPINS = 100;

  /// Looks at the marks, before all rows are said to be pending.
  private static final int TRIES = 16;

  private static final VarHandle VERSION = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle MARKS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle MARKED_WORDS;

  static {
    try {
      MARKED_WORDS = MethodHandles.lookup().findVarHandle(Span.class, "markedWords", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /// What is kept of 4096 neighbouring slots. Slots are taken modulo 4096.
  static final class Span {
    private final int[] versions = new int[SPAN]; // odd while the row is being written
    private final long[] marks = new long[SPAN / Long.SIZE]; // a bit a slot
    private volatile long markedWords; // a bit a word of marks

    /// As [RowJournal#begin]. The atomic change of the version comes before the look at the mark.
    void begin(int slot) {
      beginUnmarked(slot);
      mark(slot & (SPAN - 1));
    }

    /// The same without a mark, for a writer that [#markBegun] once it knows that the row will
    /// change.
    void beginUnmarked(int slot) {
      int row = slot & (SPAN - 1);
      int version = (int) VERSION.getOpaque(versions, row);
      if ((version & 1) != 0 || !VERSION.compareAndSet(versions, row, version, version + 1)) {
        waitAndBegin(row);
      }
    }

    /// Marks a row whose version is odd, before it is changed.
    void markBegun(int slot) {
      mark(slot & (SPAN - 1));
    }

    private void waitAndBegin(int row) {
      int spins = 0;
      int version;
      do {
        if (++spins % MAX_SPINS == 0) {
          LockSupport.parkNanos(1); // the writer may have lost its core
        }
        version = (int) VERSION.getOpaque(versions, row);
      } while ((version & 1) != 0 || !VERSION.compareAndSet(versions, row, version, version + 1));
    }

    /// As [RowJournal#end].
    void end(int slot) {
      int row = slot & (SPAN - 1);
      VERSION.setRelease(versions, row, versions[row] + 1);
    }

    private void mark(int row) {
      int word = row / Long.SIZE;
      long bit = 1L << row;
      if (((long) MARKS.getVolatile(marks, word) & bit) == 0) {
        MARKS.getAndBitwiseOr(marks, word, bit);
      }
      long wordBit = 1L << word;
      if ((markedWords & wordBit) == 0) {
        MARKED_WORDS.getAndBitwiseOr(this, wordBit);
      }
    }

    /// Clears a word of marks.
    ///
    /// @return what it was
    private long take(int word) {
      MARKED_WORDS.getAndBitwiseAnd(this, ~(1L << word));
      return (long) MARKS.getAndSet(marks, word, 0L);
    }
  }

  private final AtomicBoolean attached = new AtomicBoolean();
  private volatile Span[] spans = {};
  private volatile int announced = NOTHING; // number of the word of marks being drained
  private final AtomicInteger handedBack = new AtomicInteger(); // marks that the drainer set again

  /// Makes the caller the only drainer.
  ///
  /// @throws IllegalStateException if there is one: it would miss what this one drains
  public void attach() {
    if (!attached.compareAndSet(false, true)) {
      throw new IllegalStateException("these rows have an index already");
    }
  }

  /// Makes room for a slot. Earlier slots have room.
  public synchronized void grow(int slot) {
    Span[] current = spans;
    if (slot >>> BITS == current.length) {
      Span[] longer = Arrays.copyOf(current, current.length + 1);
      longer[current.length] = new Span();
      spans = longer;
    }
  }

  /// The versions and marks of a block of slots that has room.
  Span spanOf(int slot) {
    return spans[slot >>> BITS];
  }

  /// Before a row is changed: waits until nobody else changes it, and marks it.
  public void begin(int slot) {
    spanOf(slot).begin(slot);
  }

  /// After a row was changed.
  public void end(int slot) {
    spanOf(slot).end(slot);
  }

  /// Marks a row as changed, as a drainer does that could not read it.
  public void mark(int slot) {
    spans[slot >>> BITS].mark(slot & (SPAN - 1));
    handedBack.incrementAndGet();
  }

  /// The version of a row; odd while it is being written.
  public int stamp(int slot) {
    return (int) VERSION.getAcquire(spans[slot >>> BITS].versions, slot & (SPAN - 1));
  }

  /// Whether what was read since a stamp is one whole row.
  public boolean isStill(int slot, int stamp) {
    VarHandle.acquireFence();
    return (stamp & 1) == 0
        && (int) VERSION.getOpaque(spans[slot >>> BITS].versions, slot & (SPAN - 1)) == stamp;
  }

  /// The slots below `size` that changed and are not known to be taken over, ascending.
  public int[] pending(int size) {
    for (int i = 0; i < TRIES; i++) {
      int before = handedBack.get();
      int[] slots = lookAtMarks(size);
      if (handedBack.get() == before) {
        return slots;
      }
    }
    return IntStream.range(0, size).toArray();
  }

  private int[] lookAtMarks(int size) {
    var slots = new IntArrayList();
    Span[] current = spans;
    for (int first = 0; first < size; first += SPAN) {
      Span span = current[first >>> BITS];
      for (long words = span.markedWords; words != 0; words &= words - 1) {
        int word = Long.numberOfTrailingZeros(words);
        long marks = (long) MARKS.getAcquire(span.marks, word);
        addBits(marks, first + word * Long.SIZE, size, slots);
      }
    }
    int draining = announced;
    if (draining == NOTHING) {
      return slots.toIntArray();
    }
    slots.removeIf(slot -> slot / Long.SIZE == draining);
    addBits(-1, draining * Long.SIZE, size, slots);
    int[] sorted = slots.toIntArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static void addBits(long bits, int first, int size, IntArrayList slots) {
    for (long left = bits; left != 0; left &= left - 1) {
      int slot = first + Long.numberOfTrailingZeros(left);
      if (slot < size) {
        slots.add(slot);
      }
    }
  }

  /// Hands each slot below `size` that changed to the consumer, which takes the row over or marks
  /// it again, and forgets that it changed. For one thread at a time.
  ///
  /// @return slots handed over
  public int drain(int size, IntConsumer slotConsumer) {
    Span[] current = spans;
    int count = 0;
    for (int first = 0; first < size; first += SPAN) {
      Span span = current[first >>> BITS];
      for (long words = span.markedWords; words != 0; words &= words - 1) {
        int word = Long.numberOfTrailingZeros(words);
        int firstOfWord = first + word * Long.SIZE;
        announced = firstOfWord / Long.SIZE;
        long bits = span.take(word);
        VarHandle.fullFence(); // before any version is read
        count += Long.bitCount(bits);
        for (; bits != 0; bits &= bits - 1) {
          int slot = firstOfWord + Long.numberOfTrailingZeros(bits);
          if (slot < size) {
            slotConsumer.accept(slot);
          } else {
            mark(slot);
          }
        }
      }
    }
    announced = NOTHING;
    return count;
  }
}
