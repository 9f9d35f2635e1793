package io.millrace.model.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two partitions; partition 0 owns every item.
class ItemLifeTest {
  private static final long GRACE = 10;

  private final ItemMatrix matrix = new ItemMatrix(2, 2, 1, 0.1f);
  private final ItemLife life = matrix.life();
  private final ItemLog log = matrix.log();
  private final ItemPart owner = matrix.newAttachedPart(0);
  private final ItemPart other = matrix.newAttachedPart(1);

  @BeforeEach
  void activate() {
    matrix.activate(owner);
    matrix.activate(other);
  }

  /// What each part would write to its changelog.
  private List<String> drain(ItemPart part) {
    List<String> written = new ArrayList<>();
    part.drainUpkeep(
        id -> life.mayDelete(part, id),
        id -> written.add("-" + id),
        id -> written.add("-context " + id),
        (id, mark) ->
            written.add(id + " " + mark.generation() + (mark.deleted() ? " deleted" : "")));
    part.drainDirty(slot -> written.add("row"));
    part.drainDirtyContexts(slot -> written.add("context"));
    return written;
  }

  private static PartRow row(float x) {
    return new PartRow(new float[] {x, x}, 0, 0, 1, 5);
  }

  private void learn(ItemPart part, int slot) {
    matrix.add(part, slot, 1, new float[] {5, 5}, 1, 1);
    matrix.count(part, slot, 1_000, 1_000);
  }

  private float[] vector(int slot) {
    float[] vector = new float[2];
    matrix.visible().addContextTo(vector, 1, slot);
    return vector;
  }

  private void sweep(ItemPart part) {
    life.drop(part);
    life.swept(part, part.droppedFreed());
  }

  /// An item that both parts learned, and both changelogs have.
  private int learnBook() {
    int slot = matrix.intern("book");
    learn(owner, slot);
    learn(other, slot);
    drain(owner);
    drain(other);
    log.commit(0, "book", 0, row(5));
    log.commit(1, "book", 0, row(5));
    return slot;
  }

  @Test
  void anItemThatIsLetGoLeavesNothing() {
    int slot = learnBook();
    life.evict(owner, slot, 0);
    assertThat(matrix.size()).isZero();
    assertThat(matrix.slotOf("book")).isEqualTo(ItemIds.UNKNOWN);
    assertThat(matrix.isHeld(slot)).isFalse();
    assertThat(vector(slot)).containsExactly(0, 0);
    assertThat(matrix.visible().bias(slot)).isZero();
    assertThat(matrix.blockOf(slot).counts()[slot]).isZero();
    assertThat(matrix.blockOf(slot).trends()[slot]).isEqualTo(Trend.NONE);
  }

  @Test
  void theOwnerMarksItAndOthersDeleteWhatTheyWrote() {
    life.evict(owner, learnBook(), 0);
    assertThat(drain(owner)).containsExactly("book 1");
    assertThat(drain(other)).isEmpty();
    life.drop(other);
    life.drop(owner);
    log.commitMark(0, "book", new MarkRow(1, false));
    assertThat(drain(other)).containsExactly("-book");
    assertThat(drain(owner)).isEmpty();
  }

  /// The owner's transaction may be aborted, and the item live on under another owner's task.
  @Test
  void othersDeleteNothingBeforeTheMarkIsCommitted() {
    int slot = learnBook();
    matrix.addWithContext(other, slot, 1, 1, new float[] {5, 5}, 1);
    drain(other);
    log.commitContext(1, "book", 0, new ContextRow(new float[2], 1));
    life.evict(owner, slot, 0);
    assertThat(life.hasUnconfirmed(0)).isTrue();
    life.drop(other);
    assertThat(drain(other)).isEmpty();
    log.commitMark(0, "book", new MarkRow(1, false));
    assertThat(life.hasUnconfirmed(0)).isFalse();
    assertThat(drain(other)).containsExactly("-book", "-context book");
    assertThat(drain(other)).isEmpty();
  }

  @Test
  void onlyTheOwnerLetsGo() {
    int slot = learnBook();
    life.evict(other, slot, 0);
    assertThat(matrix.isHeld(slot)).isTrue();
  }

  @Test
  void aSlotIsUsedAgainOnceEveryTaskHasSweptAndEveryReaderHasEnded() {
    int slot = learnBook();
    int reader = life.readers().begin();
    life.evict(owner, slot, 0);
    assertThat(matrix.intern("film")).isNotEqualTo(slot);
    sweep(owner);
    assertThat(matrix.intern("song")).isNotEqualTo(slot);
    sweep(other);
    assertThat(matrix.intern("play")).isNotEqualTo(slot);
    int later = life.readers().begin();
    life.readers().end(reader);
    life.readers().end(later);
    assertThat(matrix.intern("game")).isEqualTo(slot);
    assertThat(life.quarantined()).isZero();
  }

  @Test
  void theNewItemOfASlotBeginsFromItsStart() {
    int slot = learnBook();
    life.evict(owner, slot, 0);
    learn(other, slot); // an event that had begun before
    sweep(owner);
    sweep(other);
    assertThat(matrix.intern("film")).isEqualTo(slot);
    var fresh = new ItemMatrix(2, 2, 1, 0.1f);
    float[] start = new float[2];
    fresh.visible().addContextTo(start, 1, fresh.intern("film"));
    assertThat(vector(slot)).containsExactly(start);
    assertThat(matrix.blockOf(slot).accumulators()[slot]).isEqualTo(0.1f);
    drain(other);
    assertThat(drain(other)).isEmpty();
  }

  @Test
  void anItemThatIsLearnedAgainBeginsInTheNextGeneration() {
    life.evict(owner, learnBook(), 0);
    int slot = matrix.intern("book");
    assertThat(matrix.generation(slot)).isEqualTo(1);
    float[] start = vector(slot);
    matrix.deactivate(other);
    log.commit(1, "book", 0, row(5));
    assertThat(vector(slot)).containsExactly(start);
    log.commit(1, "book", 1, row(2));
    assertThat(vector(slot)).isNotEqualTo(start);
  }

  @Test
  void aRowOfANewerGenerationReplacesTheItem() {
    int slot = learnBook();
    log.commit(1, "book", 3, row(2));
    int replaced = matrix.slotOf("book");
    assertThat(replaced).isNotEqualTo(slot);
    assertThat(matrix.generation(replaced)).isEqualTo(3);
    life.drop(owner);
    assertThat(drain(owner)).containsExactly("-book");
  }

  @Test
  void theMarkGoesOnceNothingElseIsLeftAndTheGraceIsOver() {
    life.evict(owner, learnBook(), 0);
    drain(owner);
    log.commitMark(0, "book", new MarkRow(1, false));
    life.forgetMarks(owner, GRACE, GRACE, 10);
    assertThat(drain(owner)).isEmpty();
    log.commitDeletion(1, "book", false);
    life.forgetMarks(owner, 2 * GRACE - 1, GRACE, 10);
    assertThat(drain(owner)).isEmpty();
    life.forgetMarks(owner, 2 * GRACE, GRACE, 10);
    assertThat(drain(owner)).containsExactly("-book");
    assertThat(life.marks()).isEqualTo(1);
    log.commitDeletion(0, "book", false);
    assertThat(life.marks()).isZero();
    assertThat(matrix.generation(matrix.intern("book"))).isZero();
  }

  @Test
  void anItemThatNobodyWroteNeedsNoMark() {
    int slot = matrix.intern("book");
    life.evict(owner, slot, 0);
    assertThat(life.marks()).isZero();
    assertThat(drain(owner)).isEmpty();
  }

  @Test
  void whatTheFeedSaysOfAMarkIsSeenByATaskThatOwnsNothing() {
    learnBook();
    log.commitMark(0, "book", new MarkRow(1, false));
    assertThat(matrix.size()).isZero();
    life.drop(other);
    assertThat(drain(other)).containsExactly("-book");
  }

  @Test
  void aDeletedItemIsNotKnownUntilItIsListedAgain() {
    learnBook();
    assertThat(life.delete(owner, "book", 0)).isTrue();
    assertThat(life.delete(owner, "book", 0)).isFalse();
    assertThat(life.isDeleted("book")).isTrue();
    assertThat(matrix.intern("book")).isEqualTo(ItemIds.UNKNOWN);
    assertThat(drain(owner)).containsExactly("book 1 deleted");
    log.commit(1, "book", 1, row(1));
    assertThat(matrix.size()).isZero();
    assertThat(life.lift(owner, "book", 0)).isTrue();
    assertThat(life.isDeleted("book")).isFalse();
    assertThat(drain(owner)).containsExactly("book 2");
    assertThat(matrix.generation(matrix.intern("book"))).isEqualTo(2);
    assertThat(life.deletedItems()).isZero();
  }

  @Test
  void ofTooManyDeletionsTheOldestAreForgotten() {
    for (String id : List.of("book", "film", "song")) {
      matrix.intern(id);
      life.delete(owner, id, 0);
    }
    drain(owner);
    life.liftOldest(owner, 3, 0);
    assertThat(drain(owner)).isEmpty();
    life.liftOldest(owner, 1, 0);
    assertThat(drain(owner)).containsExactly("book 2", "film 2");
    assertThat(life.deletedOf(0, each -> true)).containsExactly("song");
    // From now on as any other mark: once the changelog has it and a while has passed, it goes.
    log.commitMark(0, "book", new MarkRow(2, false));
    log.commitMark(0, "film", new MarkRow(2, false));
    life.forgetMarks(owner, GRACE, GRACE, 10);
    assertThat(drain(owner)).containsExactly("-book", "-film");
  }

  @Test
  void deletionsAreAsOldAsInTheChangelog() {
    for (String id : List.of("song", "book", "film")) {
      log.commitMark(0, id, new MarkRow(1, true));
    }
    assertThat(life.deletedOf(0, each -> true)).containsExactly("song", "book", "film");
    log.commitMark(0, "song", new MarkRow(2, false));
    log.commitMark(0, "song", new MarkRow(3, true));
    assertThat(life.deletedOf(0, each -> true)).containsExactly("book", "film", "song");
  }

  @Test
  void whatNobodyKnowsIsNotMarkedAsDeleted() {
    assertThat(life.delete(owner, "book", 0)).isFalse();
    assertThat(life.isDeleted("book")).isFalse();
  }

  @Test
  void aTaskThatRestoresAnOldRowDeletesIt() {
    log.commitMark(0, "book", new MarkRow(1, false));
    ItemPart restored = matrix.newAttachedPart(1);
    log.restore(restored, "book", 0, row(5));
    log.restoreContext(restored, "book", 0, new ContextRow(new float[2], 1));
    assertThat(drain(restored)).containsExactly("-book", "-context book");
    assertThat(matrix.size()).isZero();
  }

  @Test
  void aTaskThatRestoresARowOfTheNewGenerationKeepsIt() {
    log.commitMark(0, "book", new MarkRow(1, false));
    ItemPart restored = matrix.newAttachedPart(1);
    log.restore(restored, "book", 0, row(5));
    log.restoreDeletion(restored, "book", false);
    log.restore(restored, "book", 1, row(7));
    assertThat(drain(restored)).isEmpty();
    assertThat(matrix.slotOf("book")).isNotEqualTo(ItemIds.UNKNOWN);
  }

  @Test
  void anOwnerThatRestoresItsMarkWatchesIt() {
    ItemPart restored = matrix.newAttachedPart(0);
    log.restoreMark(restored, "book", new MarkRow(1, false));
    log.commitMark(0, "book", new MarkRow(1, false));
    life.forgetMarks(restored, 1_000, GRACE, 10);
    assertThat(drain(restored)).isEmpty();
    life.forgetMarks(restored, 1_000 + GRACE, GRACE, 10);
    assertThat(drain(restored)).containsExactly("-book");
  }

  /// A feed reads partition after partition: what it reads of the second is of before the first's.
  @Test
  void aHistoryThatEndsWithNothingLeavesNothing() {
    log.commitMark(0, "book", new MarkRow(1, false));
    log.commitDeletion(0, "book", false);
    log.commit(1, "book", 0, row(5));
    log.commitContext(1, "book", 0, new ContextRow(new float[2], 1));
    assertThat(matrix.size()).isEqualTo(1);
    log.commitDeletion(1, "book", false);
    log.commitDeletion(1, "book", true);
    assertThat(matrix.size()).isZero();
    assertThat(life.marks()).isZero();
  }

  @Test
  void placesDependOnWhoCameAndWentAndNotOnSlots() {
    for (String id : List.of("a", "b", "c", "d")) {
      learn(owner, matrix.intern(id));
    }
    life.evict(owner, matrix.slotOf("b"), 0);
    matrix.intern("e");
    assertThat(places()).containsExactly("a", "d", "c", "e");
  }

  private List<String> places() {
    List<String> ids = new ArrayList<>();
    for (int place = 0; place < matrix.size(); place++) {
      ids.add(matrix.idOf(matrix.slotAt(place)));
    }
    return ids;
  }
}
