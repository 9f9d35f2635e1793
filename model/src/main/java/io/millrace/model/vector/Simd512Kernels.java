package io.millrace.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// [Kernels] on vectors of 512 bits: the 16 partial sums are one vector of 16 lanes. The sums of 16
/// rows are folded together: two rows' vectors become one with a row in each half, and so on, which
/// takes one addition a row, those of [ScalarKernels]. No vector is handed from one method to
/// another that is not tiny: where the compiler does not join them, it goes through memory. The
/// species is a constant of the class, since the compiler makes vector instructions of nothing
/// else.
final class Simd512Kernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final int LANES = 16;
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorMask<Float> HIGH_8 = high(8);
  private static final VectorMask<Float> HIGH_4 = high(4);
  private static final VectorMask<Float> HIGH_2 = high(2);
  private static final VectorMask<Float> HIGH_1 = high(1);

  /// How far the walks of a sample begin apart.
  private static final FloatVector WALKS =
      (FloatVector)
          SPECIES.broadcast(0).addIndex(1).mul(FloatVector.broadcast(SPECIES, 1f / LANES));

  private static final VectorSpecies<Integer> INDICES = IntVector.SPECIES_512;
  private static final IntVector LANE = (IntVector) INDICES.broadcast(0).addIndex(1);

  private static VectorShuffle<Float> swap(int half) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ half);
  }

  /// The lanes that the second of two rows gets.
  private static VectorMask<Float> high(int half) {
    long bits = 0;
    for (int lane = 0; lane < LANES; lane++) {
      bits |= (lane & half) == 0 ? 0 : 1L << lane;
    }
    return VectorMask.fromLong(SPECIES, bits);
  }

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int body = length - length % PARTIAL_SUMS;
    for (int i = 0; i < body; i += PARTIAL_SUMS) {
      sum = load(a, aOffset + i).fma(load(b, bOffset + i), sum);
    }
    if (body < length) {
      sum = tail(sum, a, aOffset, b, bOffset, body, length);
    }
    return fold(sum);
  }

  private static float fold(FloatVector sums) {
    FloatVector eight = sums.add(sums.rearrange(SWAP_8));
    FloatVector four = eight.add(eight.rearrange(SWAP_4));
    FloatVector two = four.add(four.rearrange(SWAP_2));
    return two.add(two.rearrange(SWAP_1)).lane(0);
  }

  /// Adds the products from `start` to `length` that fit one vector. Lanes beyond keep their bits:
  /// adding a zero product would turn a negative zero into a positive one.
  private static FloatVector tail(
      FloatVector sum, float[] a, int aOffset, float[] b, int bOffset, int start, int length) {
    VectorMask<Float> present = SPECIES.indexInRange(start, length);
    FloatVector x = FloatVector.fromArray(SPECIES, a, aOffset + start, present);
    FloatVector y = FloatVector.fromArray(SPECIES, b, bOffset + start, present);
    return sum.blend(x.fma(y, sum), present);
  }

  private static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(SPECIES, array, index);
  }

  @Override
  public void dotEach(
      float[] query,
      float[][] blocks,
      int[] starts,
      int blockBits,
      int[] rows,
      int count,
      int length,
      float[] products,
      float[] scratch) {
    int mask = (1 << blockBits) - 1;
    int grouped = count - count % LANES;
    if (length == 64 && isOneArray(blocks)) {
      dotEach64(query, blocks[0], starts, blockBits, rows, grouped, products, scratch);
    } else {
      dotEachGroup(query, blocks, starts, blockBits, rows, grouped, length, products, scratch);
    }
    for (int x = grouped; x < count; x++) {
      int row = rows[x];
      products[x] =
          dot(
              query,
              0,
              blocks[row >>> blockBits],
              starts[row >>> blockBits] + (row & mask) * length,
              length);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very array
  private static boolean isOneArray(float[][] blocks) {
    for (float[] block : blocks) {
      if (block != blocks[0]) {
        return false;
      }
    }
    return true;
  }

  private static void dotEachGroup(
      float[] query,
      float[][] blocks,
      int[] starts,
      int blockBits,
      int[] rows,
      int count,
      int length,
      float[] products,
      float[] scratch) {
    int body = length - length % PARTIAL_SUMS;
    int mask = (1 << blockBits) - 1;
    for (int x = 0; x < count; x += LANES) {
      for (int r = 0; r < 4; r++) {
        int number0 = rows[x + r];
        float[] row0 = blocks[number0 >>> blockBits];
        int at0 = starts[number0 >>> blockBits] + (number0 & mask) * length;
        FloatVector s0 = FloatVector.zero(SPECIES);
        int number1 = rows[x + r + 4];
        float[] row1 = blocks[number1 >>> blockBits];
        int at1 = starts[number1 >>> blockBits] + (number1 & mask) * length;
        FloatVector s1 = FloatVector.zero(SPECIES);
        int number2 = rows[x + r + 8];
        float[] row2 = blocks[number2 >>> blockBits];
        int at2 = starts[number2 >>> blockBits] + (number2 & mask) * length;
        FloatVector s2 = FloatVector.zero(SPECIES);
        int number3 = rows[x + r + 12];
        float[] row3 = blocks[number3 >>> blockBits];
        int at3 = starts[number3 >>> blockBits] + (number3 & mask) * length;
        FloatVector s3 = FloatVector.zero(SPECIES);
        for (int i = 0; i < body; i += PARTIAL_SUMS) {
          FloatVector q0 = load(query, i);
          s0 = load(row0, at0 + i).fma(q0, s0);
          s1 = load(row1, at1 + i).fma(q0, s1);
          s2 = load(row2, at2 + i).fma(q0, s2);
          s3 = load(row3, at3 + i).fma(q0, s3);
        }
        if (body < length) {
          s0 = tail(s0, query, 0, row0, at0, body, length);
          s1 = tail(s1, query, 0, row1, at1, body, length);
          s2 = tail(s2, query, 0, row2, at2, body, length);
          s3 = tail(s3, query, 0, row3, at3, body, length);
        }
        fold4(fold8(s0, s2), fold8(s1, s3)).intoArray(scratch, r * LANES);
      }
      foldTogether(scratch, products, x);
    }
  }

  /// [#dotEach] for the default rank where all blocks are in one array: two thirds of the time.
  private static void dotEach64(
      float[] query,
      float[] table,
      int[] starts,
      int blockBits,
      int[] rows,
      int count,
      float[] products,
      float[] scratch) {
    int mask = (1 << blockBits) - 1;
    for (int x = 0; x < count; x += LANES) {
      for (int r = 0; r < 4; r++) {
        int number0 = rows[x + r];
        int at0 = starts[number0 >>> blockBits] + (number0 & mask) * 64;
        FloatVector s0 = FloatVector.zero(SPECIES);
        int number1 = rows[x + r + 4];
        int at1 = starts[number1 >>> blockBits] + (number1 & mask) * 64;
        FloatVector s1 = FloatVector.zero(SPECIES);
        int number2 = rows[x + r + 8];
        int at2 = starts[number2 >>> blockBits] + (number2 & mask) * 64;
        FloatVector s2 = FloatVector.zero(SPECIES);
        int number3 = rows[x + r + 12];
        int at3 = starts[number3 >>> blockBits] + (number3 & mask) * 64;
        FloatVector s3 = FloatVector.zero(SPECIES);
        for (int i = 0; i < 64; i += PARTIAL_SUMS) {
          FloatVector q0 = load(query, i);
          s0 = load(table, at0 + i).fma(q0, s0);
          s1 = load(table, at1 + i).fma(q0, s1);
          s2 = load(table, at2 + i).fma(q0, s2);
          s3 = load(table, at3 + i).fma(q0, s3);
        }
        fold4(fold8(s0, s2), fold8(s1, s3)).intoArray(scratch, r * LANES);
      }
      foldTogether(scratch, products, x);
    }
  }

  @Override
  public void dotRows(
      float[] query,
      float[] rows,
      int offset,
      int rowCount,
      int length,
      float[] products,
      float[] scratch) {
    int body = length - length % PARTIAL_SUMS;
    int grouped = rowCount - rowCount % LANES;
    for (int x = 0; x < grouped; x += LANES) {
      for (int r = 0; r < 4; r++) {
        int at0 = offset + (x + r) * length;
        FloatVector s0 = FloatVector.zero(SPECIES);
        int at1 = offset + (x + r + 4) * length;
        FloatVector s1 = FloatVector.zero(SPECIES);
        int at2 = offset + (x + r + 8) * length;
        FloatVector s2 = FloatVector.zero(SPECIES);
        int at3 = offset + (x + r + 12) * length;
        FloatVector s3 = FloatVector.zero(SPECIES);
        for (int i = 0; i < body; i += PARTIAL_SUMS) {
          FloatVector q0 = load(query, i);
          s0 = load(rows, at0 + i).fma(q0, s0);
          s1 = load(rows, at1 + i).fma(q0, s1);
          s2 = load(rows, at2 + i).fma(q0, s2);
          s3 = load(rows, at3 + i).fma(q0, s3);
        }
        if (body < length) {
          s0 = tail(s0, query, 0, rows, at0, body, length);
          s1 = tail(s1, query, 0, rows, at1, body, length);
          s2 = tail(s2, query, 0, rows, at2, body, length);
          s3 = tail(s3, query, 0, rows, at3, body, length);
        }
        fold4(fold8(s0, s2), fold8(s1, s3)).intoArray(scratch, r * LANES);
      }
      foldTogether(scratch, products, x);
    }
    for (int x = grouped; x < rowCount; x++) {
      products[x] = dot(query, 0, rows, offset + x * length, length);
    }
  }

  /// Folds the sums of 16 rows into their 16 products. Row `r` of scratch has those of the rows
  /// `r`, `r + 4`, `r + 8` and `r + 12`, folded to four sums each.
  private static void foldTogether(float[] scratch, float[] products, int index) {
    FloatVector even = fold2(load(scratch, 0), load(scratch, 2 * LANES));
    FloatVector odd = fold2(load(scratch, LANES), load(scratch, 3 * LANES));
    fold1(even, odd).intoArray(products, index);
  }

  private static FloatVector fold8(FloatVector a, FloatVector b) {
    return a.blend(b, HIGH_8).add(b.blend(a, HIGH_8).rearrange(SWAP_8));
  }

  private static FloatVector fold4(FloatVector a, FloatVector b) {
    return a.blend(b, HIGH_4).add(b.blend(a, HIGH_4).rearrange(SWAP_4));
  }

  private static FloatVector fold2(FloatVector a, FloatVector b) {
    return a.blend(b, HIGH_2).add(b.blend(a, HIGH_2).rearrange(SWAP_2));
  }

  private static FloatVector fold1(FloatVector a, FloatVector b) {
    return a.blend(b, HIGH_1).add(b.blend(a, HIGH_1).rearrange(SWAP_1));
  }

  @Override
  public void addScaled(
      float[] target, int targetOffset, float scale, float[] source, int offset, int length) {
    FloatVector factor = all(scale);
    int body = length - length % LANES;
    for (int i = 0; i < body; i += LANES) {
      factor
          .fma(load(source, offset + i), load(target, targetOffset + i))
          .intoArray(target, targetOffset + i);
    }
    for (int i = body; i < length; i++) {
      target[targetOffset + i] = Math.fma(scale, source[offset + i], target[targetOffset + i]);
    }
  }

  @Override
  public void addScaledSum(
      float[] target, float scale, float[] a, int aOffset, float[] b, int bOffset, int length) {
    FloatVector factor = all(scale);
    int body = length - length % LANES;
    for (int i = 0; i < body; i += LANES) {
      factor
          .fma(load(a, aOffset + i).add(load(b, bOffset + i)), load(target, i))
          .intoArray(target, i);
    }
    for (int i = body; i < length; i++) {
      target[i] = Math.fma(scale, a[aOffset + i] + b[bOffset + i], target[i]);
    }
  }

  @Override
  public boolean addOnGrid(
      float scale,
      float[] source,
      int length,
      float[] addend,
      int addendOffset,
      float[] row,
      int rowOffset) {
    int body = length - length % LANES;
    if (!staysExact(scale, source, body, addend, addendOffset, row, rowOffset)
        || !ScalarKernels.staysExact(
            scale, source, body, length, addend, addendOffset, row, rowOffset)) {
      return false;
    }
    FloatVector factor = all(scale);
    for (int i = 0; i < body; i += LANES) {
      FloatVector change = change(factor, source, i);
      load(addend, addendOffset + i).add(change).intoArray(addend, addendOffset + i);
      load(row, rowOffset + i).add(change).intoArray(row, rowOffset + i);
    }
    ScalarKernels.addExact(scale, source, body, length, addend, addendOffset, row, rowOffset);
    return true;
  }

  private static boolean staysExact(
      float scale,
      float[] source,
      int length,
      float[] addend,
      int addendOffset,
      float[] row,
      int rowOffset) {
    FloatVector factor = all(scale);
    FloatVector changes = FloatVector.zero(SPECIES);
    FloatVector addends = FloatVector.zero(SPECIES);
    FloatVector rows = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += LANES) {
      FloatVector change = change(factor, source, i);
      FloatVector shown = load(row, rowOffset + i);
      changes = changes.max(change.abs());
      addends = addends.max(load(addend, addendOffset + i).add(change).abs());
      rows = rows.max(shown.abs()).max(shown.add(change).abs());
    }
    return changes
        .lt(Grid.MAX_CHANGE)
        .and(addends.lt(Grid.LIMIT))
        .and(rows.lt(Grid.EXACT))
        .allTrue();
  }

  private static FloatVector change(FloatVector factor, float[] source, int offset) {
    return factor.fma(load(source, offset), all(Grid.ROUND)).sub(all(Grid.ROUND));
  }

  /// See [Exponential]. Adding [Exponential#ROUND] rounds to an integer, which then stands in the
  /// lowest bits. Long enough that the compiler leaves it by itself: joined with its caller it
  /// would exceed what C2 takes for one method, and the rest would run uncompiled.
  @Override
  public float softmaxTerms(float[] scores, float[] corrections, float reference, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = load(scores, i).add(load(corrections, i)).sub(reference);
      FloatVector capped = x.min(MAX_AHEAD);
      FloatVector rounded = capped.mul(Exponential.LOG2_E).add(Exponential.ROUND);
      FloatVector n = rounded.sub(Exponential.ROUND).neg();
      FloatVector r =
          n.fma(
              FloatVector.broadcast(SPECIES, Exponential.LN2_LOW),
              n.fma(FloatVector.broadcast(SPECIES, Exponential.LN2_HIGH), capped));
      FloatVector sum = FloatVector.broadcast(SPECIES, Exponential.C7);
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, Exponential.C6));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, Exponential.C5));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, Exponential.C4));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, Exponential.C3));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, Exponential.C2));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, 1));
      sum = sum.fma(r, FloatVector.broadcast(SPECIES, 1));
      FloatVector power =
          rounded
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, Exponential.MANTISSA_BITS)
              .add(Exponential.BIAS << Exponential.MANTISSA_BITS)
              .reinterpretAsFloats();
      VectorMask<Float> counts = x.compare(VectorOperators.GT, -MAX_BEHIND);
      FloatVector.zero(SPECIES).blend(sum.mul(power), counts).intoArray(scores, i);
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += PARTIAL_SUMS) {
      sum = sum.add(load(scores, i));
    }
    return fold(sum);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  /// The walks stand in memory between steps: a vector that lives from one round of a loop to the
  /// next is boxed once the loop is joined with a large caller.
  @Override
  public int sample(
      float[] terms, int length, float ratio, float start, float[] passed, int[] kept) {
    FloatVector begins = WALKS.add(start);
    begins.sub(1, begins.compare(VectorOperators.GE, 1)).intoArray(passed, 0);
    int count = 0;
    for (int i = 0; i < length; i += LANES) {
      FloatVector shares = load(terms, i).mul(ratio);
      VectorMask<Float> large = shares.compare(VectorOperators.GE, 1);
      FloatVector walks = load(passed, 0).add(shares, large.not());
      VectorMask<Float> over = walks.compare(VectorOperators.GT, 1);
      walks.sub(1, over).intoArray(passed, 0);
      VectorMask<Integer> chosen = large.or(over).cast(INDICES);
      IntVector.broadcast(INDICES, i).add(LANE).compress(chosen).intoArray(kept, count);
      count += chosen.trueCount();
    }
    return count;
  }

  @Override
  public String toString() {
    return "simd 512 bits";
  }
}
