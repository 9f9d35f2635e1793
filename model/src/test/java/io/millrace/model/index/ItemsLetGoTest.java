package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.vector.Kernels;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Items that score less the later they come, of which the best was let go.
class ItemsLetGoTest {
  private static final int ITEMS = 300;
  private static final float[] QUERY = {1, 0};

  private final ItemMatrix matrix = new ItemMatrix(2, 1, 0, 0.1f);
  private final ItemIndex index = new ItemIndex(matrix, Kernels.best());
  private final ItemPart part = matrix.newAttachedPart(0);

  @BeforeEach
  void letGoOfTheBest() {
    matrix.activate(part);
    for (int i = 0; i < ITEMS; i++) {
      int slot = matrix.intern("item%03d".formatted(i));
      matrix.add(part, slot, -1 - i, QUERY, 0, 0);
      matrix.count(part, slot, -i, 1);
    }
    index.refresh();
    matrix.life().evict(part, 0, 0);
  }

  private static List<String> ids(List<ScoredItem> items) {
    return items.stream().map(ScoredItem::itemId).toList();
  }

  @Test
  void theyAreInNoAnswer() {
    for (int round = 0; round < 2; round++) {
      assertThat(ids(index.topK(QUERY, 2, new Filter()))).containsExactly("item001", "item002");
      assertThat(index.topK(QUERY, ITEMS, new Filter())).hasSize(ITEMS - 1);
      assertThat(index.similar(5, ITEMS, new Filter())).hasSize(ITEMS - 2);
      assertThat(ids(index.trending(ITEMS, new Filter(), 0, 1)))
          .hasSize(ITEMS - 1)
          .startsWith("item001");
      assertThat(index.topK(QUERY, 5, new Filter().only(new int[] {0, 1}))).hasSize(1);
      index.refresh();
      while (index.upkeep(1_000) > 0) {}
    }
  }

  @Test
  void theyCountInNoRank() {
    assertThat(index.rankOf(QUERY, 1, slot -> false, 10)).isZero();
    assertThat(index.rankByCodes(QUERY, 2, slot -> false, 10)).isEqualTo(1);
    assertThat(index.rankByVectors(QUERY, 2, slot -> false, 10)).isEqualTo(1);
  }

  @Test
  void theNextItemOfTheSlotIsFoundByItsOwnVector() {
    matrix.life().drop(part);
    matrix.life().swept(part, part.droppedFreed());
    assertThat(matrix.intern("new")).isZero();
    assertThat(ids(index.topK(QUERY, 1, new Filter()))).containsExactly("new");
    matrix.add(part, 0, -2.5f, QUERY, 0, 0);
    assertThat(ids(index.topK(QUERY, 3, new Filter())))
        .containsExactly("item001", "new", "item002");
    index.refresh();
    assertThat(ids(index.topK(QUERY, 3, new Filter())))
        .containsExactly("item001", "new", "item002");
  }
}
