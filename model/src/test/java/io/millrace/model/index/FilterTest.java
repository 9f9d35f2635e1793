package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MatrixFixture;
import io.millrace.model.vector.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers under filters against the unfiltered order of everything.
class FilterTest {
  private static final int ITEMS = 3000;
  private static final int RANK = 8;

  private final float[] query = {1, -1, 2, 0.5f, -3, 1, 1, 0};

  private static ItemIndex index(long seed) {
    var random = new SplittableRandom(seed);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      ids.add("item-" + i);
    }
    ItemMatrix matrix = MatrixFixture.of(RANK, ids, new float[ITEMS][RANK], new float[ITEMS]);
    for (int slot = 0; slot < ITEMS; slot++) {
      MatrixFixture.set(matrix, slot, random, 1);
    }
    var index = new ItemIndex(matrix, Kernels.best());
    index.refresh();
    return index;
  }

  private static SlotSet every(int step, int from) {
    var set = new SlotSet();
    for (int slot = from; slot < ITEMS; slot += step) {
      set.add(slot);
    }
    return set;
  }

  private void check(ItemIndex index, Filter filter, IntPredicate eligible, String name) {
    List<ScoredItem> expected =
        index.topK(query, ITEMS, new Filter()).stream()
            .filter(item -> eligible.test(item.slot()))
            .toList();
    for (int k : new int[] {1, 10, ITEMS}) {
      assertThat(index.topK(query, k, filter))
          .as("%s, k %d", name, k)
          .isEqualTo(expected.subList(0, Math.min(k, expected.size())));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void whatIsSaidOfSlotsHoldsTogether(long seed) {
    ItemIndex index = index(seed);
    SlotSet even = every(2, 0);
    SlotSet thirds = every(3, 0);
    SlotSet fifths = every(5, 1);
    check(index, new Filter().in(even), s -> s % 2 == 0, "in");
    check(index, new Filter().in(even).in(thirds), s -> s % 6 == 0, "all of");
    check(
        index,
        new Filter().inAny(List.of(thirds, fifths)),
        s -> s % 3 == 0 || s % 5 == 1,
        "any of");
    check(index, new Filter().without(even), s -> s % 2 != 0, "without");
    check(
        index,
        new Filter()
            .in(even)
            .inAny(List.of(thirds, fifths))
            .without(every(7, 0))
            .without(6)
            .unless(s -> s > 2000),
        s -> s % 2 == 0 && (s % 3 == 0 || s % 5 == 1) && s % 7 != 0 && s != 6 && s <= 2000,
        "everything together");
    check(index, new Filter().inAny(List.of()), s -> false, "any of nothing");
    check(index, new Filter().without(every(1, 0)), s -> false, "nothing left");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void fewSlotsAreAnsweredAsManyAre(long seed) {
    ItemIndex index = index(seed);
    check(index, new Filter().in(every(100, 0)), s -> s % 100 == 0, "rare set");
    check(index, new Filter().in(every(2, 0)).in(every(75, 0)), s -> s % 150 == 0, "rare both");
    int[] few = {5, 3, 2999, 17, 5};
    check(index, new Filter().only(few), s -> s == 3 || s == 5 || s == 17 || s == 2999, "allowed");
    check(index, new Filter().only(few).without(17).only(new int[] {3, 17}), s -> s == 3, "both");
    check(index, new Filter().only(new int[] {-1, ITEMS}), s -> false, "unknown slots");
    int[] many = IntStream.range(0, ITEMS).filter(s -> s % 3 == 0).toArray();
    check(index, new Filter().only(many), s -> s % 3 == 0, "many allowed");
  }

  @Test
  void aSetChangesWhileItIsUsed() {
    ItemIndex index = index(1);
    var hidden = new SlotSet();
    var filter = new Filter().without(hidden);
    int best = index.topK(query, 1, filter).get(0).slot();
    assertThat(hidden.add(best)).isTrue();
    assertThat(hidden.add(best)).isFalse();
    assertThat(hidden.size()).isOne();
    assertThat(index.topK(query, 1, filter).get(0).slot()).isNotEqualTo(best);
    assertThat(hidden.remove(best)).isTrue();
    assertThat(hidden.remove(best)).isFalse();
    assertThat(index.topK(query, 1, filter).get(0).slot()).isEqualTo(best);
  }

  @Test
  void pagesOfOneStateAreThePartsOfOneAnswer() {
    ItemIndex index = index(1);
    var filter = new Filter().in(every(2, 0));
    List<ScoredItem> all = index.topK(query, ITEMS, filter);
    List<ScoredItem> pages = new ArrayList<>();
    for (int offset = 0; offset < ITEMS; offset += 70) {
      List<ScoredItem> upTo = index.topK(query, offset + 70, filter);
      pages.addAll(upTo.subList(Math.min(offset, upTo.size()), upTo.size()));
    }
    assertThat(pages).isEqualTo(all);
  }
}
